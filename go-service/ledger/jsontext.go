package ledger

import "strings"

// JSON as far as a stored user needs it: it is read as it was written, field by field.

// appendQuoted appends a text as a JSON string.
func appendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b >= ' ' && b != '"' && b != '\\' {
			continue
		}
		dst = append(dst, text[start:i]...)
		start = i + 1
		if at := strings.IndexByte(escaped, b); at >= 0 {
			dst = append(dst, '\\', escapes[at])
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
	}
	return append(append(dst, text[start:]...), '"')
}

const hex = "0123456789abcdef"

// The characters with an escape of their own, and these.
const (
	escaped = "\"\\\b\f\n\r\t"
	escapes = `"\bfnrt`
)

// parseUser reads a stored user. It fails where the text isn't one that this package has written.
func parseUser(text string) (StoredUser, bool) {
	r := reader{text, true}
	var user StoredUser
	r.skip(`{"id":`)
	user.ID = r.quoted()
	r.skip(`,"name":`)
	user.Name = r.quoted()
	r.skip(`,"email":`)
	user.Email = r.quoted()
	r.skip(`,"age":`)
	user.Age = uint32(r.number(1<<32 - 1))
	r.skip(importField)
	user.AcceptedIn = r.number(1<<64 - 1)
	r.skip(recordField)
	user.AcceptedAs = r.number(1<<64 - 1)
	r.skip("}")
	return user, r.ok && r.rest == ""
}

// reader reads a text from its start. Once something wasn't there, it isn't ok, and what it returns means nothing.
type reader struct {
	rest string
	ok   bool
}

func (r *reader) skip(text string) {
	rest, found := strings.CutPrefix(r.rest, text)
	r.rest, r.ok = rest, r.ok && found
}

func (r *reader) number(most uint64) uint64 {
	end := 0
	for end < len(r.rest) && '0' <= r.rest[end] && r.rest[end] <= '9' {
		end++
	}
	value, ok := number(r.rest[:end])
	r.rest, r.ok = r.rest[end:], r.ok && ok && value <= most
	return value
}

// quoted reads a string, and copies it only where it has escapes.
func (r *reader) quoted() string {
	r.skip(`"`)
	end := strings.IndexAny(r.rest, `"\`)
	if end < 0 {
		r.ok = false
		return ""
	}
	if r.rest[end] == '"' {
		text := r.rest[:end]
		r.rest = r.rest[end+1:]
		return text
	}
	var text []byte
	for ; end >= 0; end = strings.IndexAny(r.rest, `"\`) {
		text = append(text, r.rest[:end]...)
		quote := r.rest[end] == '"'
		r.rest = r.rest[end+1:]
		if quote {
			return string(text)
		}
		text = append(text, r.escape())
	}
	r.ok = false
	return ""
}

// escape reads what comes after a backslash.
func (r *reader) escape() byte {
	if r.rest == "" {
		r.ok = false
		return 0
	}
	if at := strings.IndexByte(escapes, r.rest[0]); at >= 0 {
		r.rest = r.rest[1:]
		return escaped[at]
	}
	r.skip("u00")
	if len(r.rest) < 2 {
		r.ok = false
		return 0
	}
	high, low := strings.IndexByte(hex, r.rest[0]), strings.IndexByte(hex, r.rest[1])
	r.rest, r.ok = r.rest[2:], r.ok && high >= 0 && low >= 0
	return byte(high<<4 | low)
}
