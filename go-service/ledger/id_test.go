package ledger

import (
	"strings"
	"testing"
)

// Computed by another implementation of SipHash-2-4-128, in Python, that was checked against the vectors of its
// authors.
func TestIDs(t *testing.T) {
	tests := []struct{ email, id string }{
		{"ada@example.com", "usr_20qj16zb3vhg3rbt92bgv2zppv"},
		{"ADA@Example.COM", "usr_20qj16zb3vhg3rbt92bgv2zppv"},
		{"a@b.c", "usr_5ngzvf275epd17rr31madxrmzp"},
		{"12345678@x.yz", "usr_70wweayeh8zn6h6z12kssaymba"},
		{"grüße@münchen.example", "usr_7rj4ejp5tde3j6xns28ehgdnex"},
		{"ÄDA@example.com", "usr_769rcttj3dz54saecksw232rfp"},
		{strings.Repeat("x", 300) + "@example.org", "usr_072ycczfrj90cn8j3xemgvm57f"},
	}
	for _, test := range tests {
		if result := newRegister(lenient{}).createUser("Ada", test.email, 36); string(result.ID) != test.id {
			t.Errorf("id of %.40q: %s, expected %s", test.email, result.ID, test.id)
		}
	}
}

func TestIDDigits(t *testing.T) {
	tests := []struct {
		hash hash128
		id   string
	}{
		{hash128{0, 0}, "usr_00000000000000000000000000"},
		{hash128{0, 1}, "usr_00000000000000000000000001"},
		{hash128{1<<64 - 1, 1<<64 - 1}, "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz"},
		{hash128{1, 0}, "usr_0000000000000g000000000000"},
		{hash128{0, 1 << 63}, "usr_00000000000008000000000000"},
		{hash128{0x0123456789abcdef, 0xfedcba9876543210}, "usr_014d2pf2dbsqqzxq5tk1v58cgg"},
	}
	for _, test := range tests {
		if id := string(idFor(test.hash)); id != test.id {
			t.Errorf("id of %x: %s, expected %s", test.hash, id, test.id)
		}
	}
}
