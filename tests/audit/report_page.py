"""Reads a report's page back with html.parser, and says what is wrong with it
as HTML: tags that do not match, what would load or run something, tables and
pictures that a screen reader cannot tell."""
import html.parser
import re

VOID = {"meta", "br", "link", "img", "input", "hr", "path", "rect", "line",
        "circle"}
URLS = {"src", "href", "action", "data", "xlink:href", "srcset", "poster",
        "background", "formaction"}


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.flaws = []
        self.stack = []
        self.ids = set()
        self.links = set()
        self.tables = {}      # caption -> rows of cells
        self.folded = set()   # captions: their later rows unfold
        self.sections = {}    # id -> text
        self.items = []       # of the summary: (mark, text)
        self.headings = []
        self.tags = set()
        self.meta = {}
        self.table = None
        self.images = 0
        self.feed(text)
        self.close()
        self.finish(text)

    def flaw(self, text):
        self.flaws.append("%d: %s" % (self.getpos()[0], text))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        self.check_attributes(tag, attributes)
        if tag == "meta":
            self.meta[attributes.get("http-equiv") or
                      attributes.get("name")] = attributes.get("content")
        if tag == "table":
            self.table = {"caption": "", "rows": []}
        elif tag == "tr" and self.table:
            self.table["rows"].append([])
        elif tag in ("td", "th") and self.table:
            self.table["rows"][-1].append("")
            if tag == "th" and attributes.get("scope") not in ("col", "row"):
                self.flaw("a th without scope")
        elif tag == "li":
            self.items.append([attributes.get("class", ""), ""])
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "section":
            self.sections[attributes.get("id")] = ""
        if tag not in VOID:
            self.stack.append((tag, attributes))

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.check_attributes(tag, dict(attrs))

    def check_attributes(self, tag, attributes):
        for name, value in attributes.items():
            if name.startswith("on"):
                self.flaw("%s has %s" % (tag, name))
            if name == "style":
                self.flaw("%s has a style" % tag)
            if name in URLS and not (value or "").startswith("#"):
                self.flaw("%s loads %s" % (tag, value))
            if name == "href":
                self.links.add(value[1:])
        if "id" in attributes:
            if attributes["id"] in self.ids:
                self.flaw("id %s twice" % attributes["id"])
            self.ids.add(attributes["id"])
        if tag == "svg":
            self.images += attributes.get("role") == "img"
            if attributes.get("role") == "img" and \
                    "aria-labelledby" not in attributes:
                self.flaw("a picture without words")
            if attributes.get("role") != "img" and \
                    attributes.get("aria-hidden") != "true":
                self.flaw("a picture that is neither told nor hidden")

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1][0] != tag:
            self.flaw("</%s> closes %s" %
                      (tag, self.stack[-1][0] if self.stack else "nothing"))
            return
        self.stack.pop()
        for outer, attributes in self.stack:
            if outer == "section" and tag not in ("code", "strong"):
                self.sections[attributes.get("id")] += " "
        if tag == "table":
            caption = self.table["caption"].strip()
            more = caption.endswith(", continued")
            caption = re.sub(", continued$", "", caption)
            if not caption:
                self.flaw("a table without caption")
            rows = [[re.sub(r"\s+", " ", cell).strip() for cell in row]
                    for row in self.table["rows"]]
            if len({len(row) for row in rows}) > 1:
                self.flaw("rows of %s differ in length" % caption)
            if more:
                self.tables[caption] += rows[1:]
                self.folded.add(caption)
            else:
                self.tables[caption] = rows
            self.table = None

    def handle_data(self, data):
        names = [tag for tag, _ in self.stack]
        for tag, attributes in self.stack:
            if tag == "section":
                key = attributes.get("id")
                self.sections[key] = self.sections.get(key, "") + data
        if "style" in names and re.search(r"url\(|@import|expression", data):
            self.flaw("the style loads something")
        if "caption" in names:
            self.table["caption"] += data
        elif self.table and ("td" in names or "th" in names):
            self.table["rows"][-1][-1] += data + " "
        if "li" in names:
            self.items[-1][1] += data

    def finish(self, text):
        if self.stack:
            self.flaw("not closed: %s" % self.stack)
        for link in self.links - self.ids:
            self.flaw("a link to nowhere: %s" % link)
        for tag in self.tags & {"script", "iframe", "object", "embed", "img",
                                "link", "form", "base", "foreignobject"}:
            self.flaw("there is a %s" % tag)
        level = 0
        for heading in self.headings:
            if heading > level + 1:
                self.flaw("h%d behind h%d" % (heading, level))
            level = heading
        if self.headings.count(1) != 1:
            self.flaw("not one h1")
        for tag in ("header", "nav", "main", "footer"):
            if tag not in self.tags:
                self.flaw("no %s" % tag)
        if '<html lang="en">' not in text[:200]:
            self.flaw("no lang")
        if self.meta.get("Content-Security-Policy") != \
                "default-src 'none'; style-src 'unsafe-inline'":
            self.flaw("no policy for its content")
        if re.search(r'[a-z]+="[^"]*https?://', text):
            self.flaw("an address in an attribute")
        if re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u200b-\u200f]",
                     text):
            self.flaw("a control character")
        self.sections = {key: re.sub(r"\s+", " ", value) for key, value in
                         self.sections.items()}
