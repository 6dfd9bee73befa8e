//go:build stress

package callmemory

import "runtime"

const stress = true

// collect frees what nothing refers to, and fills the gap, so that a later reader finds it gone.
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
