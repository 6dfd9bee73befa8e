package ledger

// entry is a table's memory from an entry's header on. The header is a number, shifted by 8, and in the lowest byte
// the length of the key, which follows. A key of longKey bytes or more has its length in the next 8 bytes, and then
// follows.
type entry []byte

const (
	headerSize = 8
	longKey    = 255
)

// entrySize returns how many bytes the entry of a key takes.
func entrySize(length int) int {
	if length < longKey {
		return headerSize + length
	}
	return headerSize + 8 + length
}

// put makes the entry of a new key.
//
//go:inline
//go:nobounds
func (e entry) put(number uint64, key []byte) {
	if len(key) < longKey {
		putWord(e, 0, number<<8|uint64(len(key)))
		copyWords(e[headerSize:headerSize+len(key)], key)
		return
	}
	putWord(e, 0, number<<8|longKey)
	putWord(e, headerSize, uint64(len(key)))
	copyWords(e[headerSize+8:headerSize+8+len(key)], key)
}

//go:nobounds
func (e entry) number() uint64 { return word(e, 0) >> 8 }

//go:nobounds
func (e entry) increment() { putWord(e, 0, word(e, 0)+1<<8) }

//go:nobounds
func (e entry) add(n uint64) { putWord(e, 0, word(e, 0)+n<<8) }

func (e entry) key() []byte {
	if length := word(e, 0) & 0xff; length < longKey {
		return e[headerSize : headerSize+length]
	}
	return e[headerSize+8 : headerSize+8+word(e, headerSize)]
}

// holds says whether the entry is a key's.
//
//go:inline
//go:nobounds
func (e entry) holds(key []byte) bool {
	if word(e, 0)&0xff != uint64(min(len(key), longKey)) {
		return false
	}
	if len(key) < longKey {
		return equal(e[headerSize:headerSize+len(key)], key)
	}
	return word(e, headerSize) == uint64(len(key)) && equal(e[headerSize+8:headerSize+8+len(key)], key)
}
