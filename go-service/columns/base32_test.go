package columns

import "testing"

func TestBase32Digits(t *testing.T) {
	tests := []struct {
		high, low uint64
		digits    string
	}{
		{0, 0, "00000000000000000000000000"},
		{0, 1, "00000000000000000000000001"},
		{1<<64 - 1, 1<<64 - 1, "7zzzzzzzzzzzzzzzzzzzzzzzzz"},
		{1, 0, "0000000000000g000000000000"},
		{0, 1 << 63, "00000000000008000000000000"},
		{0x0123456789abcdef, 0xfedcba9876543210, "014d2pf2dbsqqzxq5tk1v58cgg"},
	}
	for _, test := range tests {
		found := string(AppendBase32(make([]byte, 0, 4+Base32Digits), "usr_", []Hash{{test.high, test.low}}, []uint32{0}))
		if found != "usr_"+test.digits {
			t.Errorf("%x %x: %s, expected usr_%s", test.high, test.low, found, test.digits)
		}
	}
}
