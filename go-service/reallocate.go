// The component's own cabi_realloc, and why it has one.
//
// Whoever calls this component asks cabi_realloc for memory and writes into it: for each list and string of the
// arguments, before the exported function starts; and for the results of what that function imports, while it
// runs. Between two such requests nothing but the caller's own variables refers to what was handed out, and a
// collection, which any request may start, can't see those. TinyGo's own cabi_realloc (wasip2) allocates and
// forgets, so a collection while a nested list is lowered frees the part that is already written
// (bytecodealliance/go-modules issue 348).
//
// So the memory here belongs to a global, until the call is over (package callmemory). When is that?
//
//	cabi_realloc*            arguments; the first request takes back the call before
//	  process, create-user…  runs
//	    cabi_realloc*        results of imports, in the middle of it
//	  End                    as the last thing the export does
//	                         the caller copies the result out; it may lie in this memory (violations do), in
//	                         the register's buffers, or in fresh objects that nothing refers to any more
//
// Nothing runs in this component from the end of the export until the result is copied, so nothing can be
// overwritten or collected in that time, and no post-return function is needed.
//
// The memory covers the arguments while the export runs, too: TinyGo tracks the pointers that Go code makes, but
// takes a function's parameters to be tracked by its caller, who is outside here.
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
