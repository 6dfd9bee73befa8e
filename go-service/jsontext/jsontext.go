// Package jsontext writes and reads the JSON of a stored user, which has known fields in a known order.
package jsontext

import (
	"strings"

	"polyglot.example/go-service/columns"
)

// AppendQuoted appends a text as a JSON string.
func AppendQuoted(dst []byte, text string) []byte {
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

// Characters with a short escape, and the letters of those escapes.
const (
	escaped = "\"\\\b\f\n\r\t"
	escapes = `"\bfnrt`
)

// Reader reads a text from its start. After anything unexpected it has failed, and what it returns has no meaning.
type Reader struct {
	rest   string
	failed bool
}

// NewReader returns a reader of a text.
func NewReader(text string) *Reader { return &Reader{rest: text} }

// Done returns whether the whole text has been read as expected.
func (r *Reader) Done() bool { return !r.failed && r.rest == "" }

// Skip reads a text that must come next.
func (r *Reader) Skip(text string) {
	rest, found := strings.CutPrefix(r.rest, text)
	r.rest, r.failed = rest, r.failed || !found
}

// Next returns whether a text comes next.
func (r *Reader) Next(text string) bool { return strings.HasPrefix(r.rest, text) }

// Before reads what comes before the last occurrence of a text.
func (r *Reader) Before(text string) string {
	end := strings.LastIndex(r.rest, text)
	if end < 0 {
		r.failed = true
		return ""
	}
	before := r.rest[:end]
	r.rest = r.rest[end:]
	return before
}

// Number reads a whole number of at most `most`.
func (r *Reader) Number(most uint64) uint64 {
	end := 0
	for end < len(r.rest) && '0' <= r.rest[end] && r.rest[end] <= '9' {
		end++
	}
	value, ok := columns.Number(r.rest[:end])
	r.rest, r.failed = r.rest[end:], r.failed || !ok || value > most
	return value
}

// Quoted reads a string. It copies the string only if that has escapes.
func (r *Reader) Quoted() string {
	r.Skip(`"`)
	end := strings.IndexAny(r.rest, `"\`)
	if end < 0 {
		r.failed = true
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
	r.failed = true
	return ""
}

// escape reads the rest of an escape, after its backslash.
func (r *Reader) escape() byte {
	if r.rest == "" {
		r.failed = true
		return 0
	}
	if at := strings.IndexByte(escapes, r.rest[0]); at >= 0 {
		r.rest = r.rest[1:]
		return escaped[at]
	}
	r.Skip("u00")
	if len(r.rest) < 2 {
		r.failed = true
		return 0
	}
	high, low := strings.IndexByte(hex, r.rest[0]), strings.IndexByte(hex, r.rest[1])
	r.rest, r.failed = r.rest[2:], r.failed || high < 0 || low < 0
	return byte(high<<4 | low)
}
