package callmemory

import (
	"math/rand"
	"runtime"
	"testing"
	"unsafe"
)

// memory is a global, as Memory requires.
var memory Memory

func view(at unsafe.Pointer, size uintptr) []byte {
	return unsafe.Slice((*byte)(at), size)
}

func fill(bytes []byte, with byte) {
	for i := range bytes {
		bytes[i] = with
	}
}

func expectFilled(t *testing.T, what string, bytes []byte, with byte) {
	t.Helper()
	for i, b := range bytes {
		if b != with {
			t.Fatalf("%s: byte %d of %d is %d, expected %d", what, i, len(bytes), b, with)
		}
	}
}

func TestValuesAreAlignedAndKeptApart(t *testing.T) {
	memory = Memory{}
	random := rand.New(rand.NewSource(1))
	var values [][]byte
	for i := range 20_000 {
		size := uintptr(1 + random.Intn(300))
		if i%1000 == 0 {
			size = uintptr(random.Intn(500_000))
		}
		align := uintptr(1) << random.Intn(4)
		at := memory.Reallocate(nil, 0, align, size)
		if uintptr(at)%align != 0 {
			t.Fatalf("value %d lies at %p, expected a multiple of %d", i, at, align)
		}
		value := view(at, size)
		fill(value, byte(i))
		values = append(values, value)
	}
	runtime.GC()
	for i, value := range values {
		expectFilled(t, "a value of the call", value, byte(i))
	}
}

func TestReallocationKeepsTheContent(t *testing.T) {
	for _, test := range []struct {
		name    string
		between uintptr // bytes that are handed out between the value and its reallocation
		sizes   []uintptr
		stays   bool
	}{
		{name: "the last value grows where it is", sizes: []uintptr{1, 100, 1000, firstBlock - 8}, stays: true},
		{name: "the last value outgrows its block", sizes: []uintptr{1000, 70_000, 1_000_000}},
		{name: "another one is copied", between: 1, sizes: []uintptr{10, 20, 40}},
		{name: "one in an earlier block is copied", between: 100_000, sizes: []uintptr{10, 20}},
		{name: "a value shrinks where it is", between: 1, sizes: []uintptr{1000, 10}, stays: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			memory = Memory{}
			first := memory.Reallocate(nil, 0, 8, test.sizes[0])
			at, size := first, test.sizes[0]
			fill(view(at, size), 7)
			for _, next := range test.sizes[1:] {
				if test.between > 0 {
					fill(view(memory.Reallocate(nil, 0, 1, test.between), test.between), 1)
				}
				at = memory.Reallocate(at, size, 8, next)
				expectFilled(t, "the value", view(at, min(size, next)), 7)
				size = next
				fill(view(at, size), 7)
				if uintptr(at)%8 != 0 {
					t.Errorf("the value lies at %p, expected a multiple of 8", at)
				}
			}
			if (at == first) != test.stays {
				t.Errorf("from %p to %p, expected to stay: %t", first, at, test.stays)
			}
		})
	}
}

func TestGrowingInPlaceDoesNotReachTheNextValue(t *testing.T) {
	memory = Memory{}
	first := memory.Reallocate(nil, 0, 1, 10)
	first = memory.Reallocate(first, 10, 1, 20)
	second := view(memory.Reallocate(nil, 0, 1, 10), 10)
	fill(second, 2)
	fill(view(first, 20), 1)
	expectFilled(t, "the next value", second, 2)
}

func TestAResultSurvivesUntilTheNextCall(t *testing.T) {
	memory = Memory{}
	result := view(memory.Reallocate(nil, 0, 4, 1000), 1000)
	fill(result, 9)
	memory.End()
	runtime.GC()
	expectFilled(t, "the result", result, 9)
	if at := memory.Reallocate(nil, 0, 4, 1000); at != unsafe.Pointer(&result[0]) {
		t.Error("the next call's first value lies elsewhere, expected it in the memory taken back")
	}
}

func TestCallsOfOneSizeComeToNeedOneBlock(t *testing.T) {
	memory = Memory{}
	call := func() {
		for range 10 {
			memory.Reallocate(nil, 0, 8, 50_000)
		}
		memory.End()
	}
	for range 3 {
		call()
	}
	if allocations := testing.AllocsPerRun(10, call); allocations > 0 || len(memory.blocks) != 1 {
		t.Errorf("%v allocations a call, %d blocks; expected 0 and 1", allocations, len(memory.blocks))
	}
}

func TestAnEmptyValueHasAnAddress(t *testing.T) {
	if at := (&Memory{}).Reallocate(nil, 0, 8, 0); at == nil || uintptr(at)%8 != 0 {
		t.Errorf("no bytes lie at %p, expected a multiple of 8 that is not 0", at)
	}
}
