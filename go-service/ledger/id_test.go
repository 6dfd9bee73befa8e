package ledger

import (
	"strings"
	"testing"
)

// Computed by another implementation of SipHash-2-4-128, in Python, which was checked against the authors' vectors.
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
		if result := newLedger(lenient{}).createUser("Ada", test.email, 36); string(result.ID) != test.id {
			t.Errorf("id of %.40q: %s, expected %s", test.email, result.ID, test.id)
		}
	}
}
