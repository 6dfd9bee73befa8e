// The component's own cabi_realloc; go-service/reallocate.go explains why it has one.
package main

import (
	"unsafe"

	"polyglot.example/go-service/callmemory"
)

var memory callmemory.Memory

//go:wasmexport cabi_realloc
func reallocate(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	return memory.Reallocate(old, uintptr(oldSize), uintptr(align), uintptr(size))
}
