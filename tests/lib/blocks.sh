# shellcheck shell=sh
# Source it, and:
#
#   page_blocks PAGE DIRECTORY  each fenced block of a Markdown page as a file
#                               001, 002... of a new directory; the first line
#                               of it is the info string

page_blocks() {
	mkdir "$2"
	awk -v directory="$2" '
		/^```/ && !inside {
			inside = 1
			file = sprintf("%s/%03d", directory, ++count)
			print substr($0, 4) >file
			next
		}
		/^```/ { inside = 0; close(file); next }
		inside { print >>file }' "$1"
}
