//go:build stress

package callmemory

import "runtime"

const stress = true

// collect frees everything without a reference and overwrites it, so that a later read is noticed.
func collect() {
	runtime.GC()
	for size := 64; size <= 4096; size *= 4 {
		overwrite(make([]byte, size))
	}
}

func overwrite(bytes []byte) {
	for i := range bytes {
		bytes[i] = 0xaa
	}
}
