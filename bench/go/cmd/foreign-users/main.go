// Command foreign-users is a library with a C interface (-buildmode=c-shared): it assigns ids and finds duplicates for a
// program in another language.
package main

/*
#include <stddef.h>
#include <stdint.h>

// Rows of a batch, column by column: address i ends at ends[i]. A row whose record is 0 isn't asked for.
struct rows {
	const char *emails;
	const uint32_t *ends;
	const uint64_t *records;
	size_t count;
};
*/
import "C"

import (
	"unsafe"

	"polyglot.example/bench/users"
)

var register = users.New()

// users_take writes the first record with each row's address to firsts, and the ids of the rows that are the first to ids.
// It returns the number of ids.
//
//export users_take
func users_take(rows *C.struct_rows, firsts *C.uint64_t, ids *C.char) C.size_t {
	count := int(rows.count)
	if count == 0 {
		return 0
	}
	ends := unsafe.Slice((*uint32)(unsafe.Pointer(rows.ends)), count)
	return C.size_t(register.TakeAll(
		unsafe.Slice((*byte)(unsafe.Pointer(rows.emails)), ends[count-1]),
		ends,
		unsafe.Slice((*uint64)(unsafe.Pointer(rows.records)), count),
		unsafe.Slice((*uint64)(unsafe.Pointer(firsts)), count),
		unsafe.Slice((*byte)(unsafe.Pointer(ids)), count*users.IDLength),
	))
}

//export users_nothing
func users_nothing(n C.uint32_t) C.uint32_t { return n }

// users_crash dereferences nil.
//
//export users_crash
func users_crash() C.uint64_t {
	var none *users.Problem
	return C.uint64_t(len(none.Field))
}

func main() {}
