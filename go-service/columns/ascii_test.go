package columns

import (
	"strings"
	"testing"
)

func TestLowerASCIITouchesCapitalsOnly(t *testing.T) {
	var all []byte
	for b := range 256 {
		all = append(all, byte(b))
	}
	for start := range 9 { // each byte at each place of a word, and after the last word
		text := string(all[start:])
		var expected strings.Builder
		for i := range len(text) {
			b := text[i]
			if 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			expected.WriteByte(b)
		}
		if lower := Lower(text); string(lower) != expected.String() {
			t.Errorf("from byte %d: %q, expected %q", start, lower, expected.String())
		}
	}
}

func TestAfterLast(t *testing.T) {
	for _, test := range []struct{ text, after string }{
		{"ada@example.com", "example.com"},
		{"a@b@c", "c"},
		{"ada@", ""},
		{"ada", "ada"},
		{"", ""},
		{"josé@x.org", "x.org"},
		{"a@1234567", "1234567"},
		{"a@12345678", "12345678"},
		{"ada@123456789abcdef.example", "123456789abcdef.example"},
		{"a@b@\xc0\x3f\x41\xbf.c", "\xc0\x3f\x41\xbf.c"},
		{"a@long-before-the-last@x", "x"},
		{"no-sign-in-these-twenty-six", "no-sign-in-these-twenty-six"},
	} {
		if found := string(AfterLast([]byte(test.text), '@')); found != test.after {
			t.Errorf("after the last @ of %q: %q, expected %q", test.text, found, test.after)
		}
	}
}
