// Component `service`: the adapter between the generated bindings and package ledger.
//
// Nothing is copied on the way in or out. Columns are views of the memory that the caller has written them to, and the
// outcome lies in the ledger's own buffers. Both are valid until the next call; reallocate.go explains why that is long
// enough.
package main

import (
	"unsafe"

	"go.bytecodealliance.org/cm"

	"polyglot.example/go-service/columns"
	service "polyglot.example/go-service/internal/my/user-service/types"
	userservice "polyglot.example/go-service/internal/my/user-service/user-service"
	"polyglot.example/go-service/internal/my/user-validator/types"
	"polyglot.example/go-service/internal/my/user-validator/validator"
	"polyglot.example/go-service/ledger"
)

// users is this instance's run.
var users = ledger.New(imported{}, storage{})

func init() {
	userservice.Exports.Configure = configure
	userservice.Exports.CreateUser = createUser
	userservice.Exports.Process = process
	userservice.Exports.Summary = summary
	userservice.Exports.GetUser = getUser
	userservice.Exports.FindByEmail = findByEmail
	userservice.Exports.ListUsers = listUsers
}

func main() {}

// configure creates a rule-set of the validator and keeps it. The handle is dropped with the instance.
func configure(settings service.Settings) (result cm.Result[service.ServiceError, struct{}, service.ServiceError]) {
	defer memory.End()
	users.Configure(ruleSet{validator.NewRuleSet(settings.Rules)}, ledger.Settings{
		UniqueEmail: settings.UniqueEmail,
		KeepUsers:   settings.KeepUsers,
		MaxAge:      settings.Rules.MaxAge,
	})
	return result
}

func createUser(user types.User) (result cm.Result[userservice.ServiceErrorShape, service.CreateUserResult, service.ServiceError]) {
	defer memory.End()
	provoke(user.Name)
	created, err := users.CreateUser(user.Name, user.Email, user.Age)
	if err != nil {
		result.SetErr(serviceError(err))
		return result
	}
	if len(created.Problems) > 0 {
		returned.problems = convert(created.Problems, func(p ledger.Problem) types.ValidationError {
			return types.ValidationError{Field: p.Field, Message: p.Message}
		})
		result.SetOK(service.CreateUserResult{Errors: cm.ToList(returned.problems)})
	} else {
		result.SetOK(service.CreateUserResult{Success: true, UserID: cm.Some(columns.View(created.ID))})
	}
	return result
}

func process(batch types.UserBatch, unreadable cm.List[service.Unreadable]) (result cm.Result[userservice.OutcomeShape, service.Outcome, service.ServiceError]) {
	defer memory.End()
	provoke(batch.Names.Text)
	outcome, err := users.Process(ledger.Batch{
		Names:       lift(batch.Names),
		Emails:      lift(batch.Emails),
		Ages:        batch.Ages.Slice(),
		KeptColumns: batch.KeptColumns.Value().Slice(),
	}, recast[ledger.Unreadable](unreadable.Slice()))
	if err != nil {
		result.SetErr(serviceError(err))
		return result
	}
	result.SetOK(service.Outcome{
		Violations: cm.ToList(recast[types.Violation](outcome.Violations)),
		Duplicates: cm.ToList(recast[service.Duplicate](outcome.Duplicates)),
		Known:      cm.ToList(recast[service.KnownUser](outcome.Known)),
		Ids:        types.TextColumn{Text: columns.View(outcome.IDs), Ends: cm.ToList(outcome.IDEnds)},
	})
	return result
}

func summary() service.Totals {
	defer memory.End()
	return counted(lowerTotals(users.Summary()))
}

func getUser(id string) (result foundUser) {
	defer memory.End()
	return found(users.GetUser(id))
}

func findByEmail(email string) (result foundUser) {
	defer memory.End()
	return found(users.FindByEmail(email))
}

type foundUser = cm.Result[userservice.OptionStoredUserShape, cm.Option[service.StoredUser], service.ServiceError]

func found(user ledger.StoredUser, found bool, err error) (result foundUser) {
	switch {
	case err != nil:
		result.SetErr(serviceError(err))
	case found:
		returned.user = user
		result.SetOK(cm.Some(storedUser(user)))
	default:
		result.SetOK(cm.None[service.StoredUser]())
	}
	return result
}

func listUsers(after cm.Option[string], limit uint32) (result cm.Result[userservice.ServiceErrorShape, cm.List[service.StoredUser], service.ServiceError]) {
	defer memory.End()
	listed, err := users.ListUsers(after.Some(), limit)
	if err != nil {
		result.SetErr(serviceError(err))
		return result
	}
	returned.users = convert(listed, storedUser)
	result.SetOK(cm.ToList(returned.users))
	return result
}

// returned keeps what the last call returned reachable. A result stores its case as bytes, in which the garbage collector
// finds no pointers.
var returned struct {
	problems []types.ValidationError
	user     ledger.StoredUser
	users    []service.StoredUser
	foreign  *ledger.ForeignValue
}

func storedUser(user ledger.StoredUser) service.StoredUser {
	keptColumns := cm.None[string]()
	if user.KeptColumns != "" {
		keptColumns = cm.Some(user.KeptColumns)
	}
	return service.StoredUser{
		ID:          user.ID,
		Name:        user.Name,
		Email:       user.Email,
		Age:         user.Age,
		KeptColumns: keptColumns,
		AcceptedIn:  user.AcceptedIn,
		AcceptedAs:  user.AcceptedAs,
	}
}

// serviceError translates the ledger's errors to those of the contract.
func serviceError(err error) service.ServiceError {
	switch err := err.(type) {
	case *ledger.StoreError:
		return service.ServiceErrorStore(service.StoreFailure{
			Operation: service.StoreOperation(err.Operation),
			Store:     err.Store,
			Error:     err.Cause.(service.StoreError),
		})
	case *ledger.ForeignValue:
		returned.foreign = err
		return service.ServiceErrorForeignValue(service.ForeignValue{Store: err.Store, Key: err.Key})
	default:
		return service.ServiceErrorNotKept()
	}
}

func convert[From, To any](from []From, one func(From) To) []To {
	to := make([]To, len(from))
	for i := range from {
		to[i] = one(from[i])
	}
	return to
}

func list[From, To any](from []From, one func(From) To) cm.List[To] {
	return cm.ToList(convert(from, one))
}

// recast converts a slice of generated records to the ledger's records, or back, without copying. It may only be used for
// the pairs of types below.
func recast[To, From any](from []From) []To {
	return unsafe.Slice((*To)(unsafe.Pointer(unsafe.SliceData(from))), len(from))
}

// The types of a pair have the same layout in memory, or this does not compile: the index must be 0.
var _ = [1]struct{}{}[0|
	unsafe.Sizeof(ledger.Violation{})^unsafe.Sizeof(types.Violation{})|
	unsafe.Offsetof(ledger.Violation{}.Rule)^unsafe.Offsetof(types.Violation{}.Rule)|
	unsafe.Sizeof(ledger.Duplicate{})^unsafe.Sizeof(service.Duplicate{})|
	unsafe.Offsetof(ledger.Duplicate{}.FirstRecord)^unsafe.Offsetof(service.Duplicate{}.FirstRecord)|
	unsafe.Sizeof(ledger.Unreadable{})^unsafe.Sizeof(service.Unreadable{})|
	unsafe.Sizeof(ledger.KnownUser{})^unsafe.Sizeof(service.KnownUser{})|
	unsafe.Offsetof(ledger.KnownUser{}.FirstImport)^unsafe.Offsetof(service.KnownUser{}.FirstImport)|
	unsafe.Offsetof(ledger.KnownUser{}.FirstRecord)^unsafe.Offsetof(service.KnownUser{}.FirstRecord)|
	unsafe.Offsetof(ledger.Unreadable{}.Field)^unsafe.Offsetof(service.Unreadable{}.Field)|
	unsafe.Offsetof(ledger.Unreadable{}.Defect)^unsafe.Offsetof(service.Unreadable{}.Defect)]
