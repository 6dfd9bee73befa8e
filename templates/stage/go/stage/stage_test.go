package stage

import (
	"slices"
	"testing"
)

func TestAnAddressLosesItsTag(t *testing.T) {
	for _, email := range []string{"ann+news@example.com", "ann+a+b@example.com"} {
		if found := Plain(email); found != "ann@example.com" {
			t.Errorf("Plain(%q) = %q, expected ann@example.com", email, found)
		}
	}
}

func TestAnAddressWithoutATagStays(t *testing.T) {
	for _, email := range []string{"ann@example.com", "+news@example.com", "ann+news", "ann@a+b.c", "@", ""} {
		if found := Plain(email); found != email {
			t.Errorf("Plain(%q) = %q", email, found)
		}
	}
}

func TestAnInvalidAddressStaysInvalid(t *testing.T) {
	if found := Plain("ann+news@@example.com"); found != "ann@@example.com" {
		t.Errorf("found %q", found)
	}
}

func TestEachValueOfAColumnIsChanged(t *testing.T) {
	text, ends := Map("é+x@a.bcb@d.e", []uint32{8, 8, 14}, Plain)
	if text != "é@a.bcb@d.e" || !slices.Equal(ends, []uint32{6, 6, 12}) {
		t.Errorf("found %q, %v", text, ends)
	}
}
