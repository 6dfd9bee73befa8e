package ledger

import (
	"encoding/binary"
	"math/rand"
	"testing"

	"github.com/aead/siphash"
)

func TestHashIsSipHash(t *testing.T) {
	key := [siphash.KeySize]byte([]byte("my:pipeline/user"))
	text := make([]byte, 600)
	rand.New(rand.NewSource(1)).Read(text)
	for length := range text {
		expected := siphash.Sum128(text[:length], &key)
		sum := hash(text[:length])
		found := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, sum.high), sum.low)
		if string(found) != string(expected[:]) {
			t.Errorf("hash of %d bytes: %x, expected %x", length, found, expected)
		}
	}
}
