// The component's own cabi_realloc, and why it has one.
//
// The caller of this component requests memory by cabi_realloc and writes into it: each list and string of the arguments,
// before the exported function starts, and the results of imported functions, while it runs. Between two such requests
// only the caller's own variables refer to that memory. The garbage collector, which any request may start, can't see
// those. TinyGo's own cabi_realloc (wasip2) keeps no reference either, so a collection while a nested list is lowered
// frees the part that is already written (bytecodealliance/go-modules issue 348).
//
// So here a global keeps the memory until the call is over (package callmemory). The order of events:
//
//	cabi_realloc*            arguments; the first request frees the memory of the call before
//	  process, create-user…  runs
//	    cabi_realloc*        results of imports
//	  End                    the last thing the export does
//	                         the caller copies the result, which lies in this memory (violations do), in the
//	                         ledger's buffers, or in new objects without any reference to them
//
// No code of this component runs from the end of the export until the result is copied. So nothing can be overwritten or
// collected in that time, and no post-return function is needed.
//
// The memory also protects the arguments while the export runs. TinyGo tracks the pointers that Go code creates, but
// expects a function's parameters to be tracked by its caller, which is outside the component here.
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
