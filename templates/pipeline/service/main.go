// Component `service`: the adapter between the generated bindings and package items.
package main

import (
	"unsafe"

	"go.bytecodealliance.org/cm"

	"@NAME@.example/service/internal/my/@NAME@/service"
	"@NAME@.example/service/internal/my/@NAME@/types"
	"@NAME@.example/service/internal/my/@NAME@/validator"
	"@NAME@.example/service/items"

	"polyglot.example/go-service/callmemory"
)

func init() {
	service.Exports.Process = process
}

func main() {}

// returned keeps the last outcomes reachable until the caller has copied them.
var returned []types.Outcome

func process(csv string) (result cm.Result[cm.List[types.Outcome], cm.List[types.Outcome], string]) {
	defer memory.End()
	outcomes, err := items.Process(csv, validate)
	if err != nil {
		result.SetErr(err.Error())
		return result
	}
	returned = nil
	for _, outcome := range outcomes {
		problems := make([]types.Problem, len(outcome.Problems))
		for i, problem := range outcome.Problems {
			problems[i] = types.Problem{Field: problem.Field, Message: problem.Message}
		}
		returned = append(returned, types.Outcome{Line: outcome.Line, Problems: cm.ToList(problems)})
	}
	result.SetOK(cm.ToList(returned))
	return result
}

// validate asks the validator. Its answer is in this call's memory, which is kept until the next call.
func validate(item items.Item) (problems []items.Problem) {
	var lowered types.Item
@GO-LOWER@
	for _, problem := range validator.Validate(lowered).Slice() {
		problems = append(problems, items.Problem{Field: problem.Field, Message: problem.Message})
	}
	return problems
}

// memory is what callers write arguments and results into; reallocate.go in the polyglot pipeline explains why.
var memory callmemory.Memory

//go:wasmexport cabi_realloc
func reallocate(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	return memory.Reallocate(old, uintptr(oldSize), uintptr(align), uintptr(size))
}
