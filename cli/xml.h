/*
 * xml.h - text of strangers inside XML 1.0, for reports. Never reads XML.
 */
#ifndef REFGATE_CLI_XML_H
#define REFGATE_CLI_XML_H

#include "base/buf.h"

/*
 * For content and for attributes in double quotes. What XML has no character
 * for, and what text_escape() shows otherwise, is written as that shows it.
 */
void xml_add(struct buf *out, struct str text);

#endif
