package ledger

import (
	"strconv"
	"strings"

	"polyglot.example/go-service/columns"
	"polyglot.example/go-service/jsontext"
)

// A user is stored as JSON with its fields in a fixed order. The key is `ID ADDRESS`, with the address as in canonical.go.
// So the users are sorted by id, a user can be found by id or by address, and two addresses with the same id would still be
// two users.

// StoredUser is a user in the store.
type StoredUser struct {
	ID, Name, Email string
	Age             uint32
	// KeptColumns is a JSON object, as the caller of Process wrote it, or empty.
	KeptColumns string
	// AcceptedIn is the import that accepted the user, from 1; AcceptedAs is its record.
	AcceptedIn, AcceptedAs uint64
}

// userColumns are the keys and values of candidates, as they are stored.
type userColumns struct {
	keys, values columns.Buffer
	id           []byte
}

// columns returns the keys and values of all candidates. They are valid until the next call.
func (u *userColumns) columns(c *candidates, batch Batch, number uint64) (keys, values columns.Column) {
	u.keys.Reset(len(c.rows), 0)
	u.values.Reset(len(c.rows), 0)
	for i, row := range c.rows {
		row := int(row)
		u.id = appendID(columns.Room(u.id, idLength), c.hashes[i])
		u.keys.Text = append(append(append(u.keys.Text, u.id...), ' '), c.emails.At(i)...)
		u.keys.End()

		v := append(append(u.values.Text, `{"id":"`...), u.id...)
		v = jsontext.AppendQuoted(append(v, `","name":`...), batch.Names.At(row))
		v = jsontext.AppendQuoted(append(v, `,"email":`...), batch.Emails.At(row))
		v = strconv.AppendUint(append(v, `,"age":`...), uint64(batch.Ages[row]), 10)
		if batch.KeptColumns != nil {
			v = append(append(v, columnsField...), batch.KeptColumns[row]...)
		}
		v = strconv.AppendUint(append(v, importField...), number, 10)
		v = append(append(v, recordField...), c.numbers.At(i)...)
		u.values.Text = append(v, '}')
		u.values.End()
	}
	return u.keys.Column(), u.values.Column()
}

const (
	columnsField = `,"columns":`
	importField  = `,"import":`
	recordField  = `,"record":`
)

// parseUser parses a stored user. It fails unless this package has written it.
func parseUser(text string) (StoredUser, bool) {
	r := jsontext.NewReader(text)
	var user StoredUser
	r.Skip(`{"id":`)
	user.ID = r.Quoted()
	r.Skip(`,"name":`)
	user.Name = r.Quoted()
	r.Skip(`,"email":`)
	user.Email = r.Quoted()
	r.Skip(`,"age":`)
	user.Age = uint32(r.Number(1<<32 - 1))
	if r.Next(columnsField) {
		r.Skip(columnsField)
		user.KeptColumns = r.Before(importField)
	}
	r.Skip(importField)
	user.AcceptedIn = r.Number(1<<64 - 1)
	r.Skip(recordField)
	user.AcceptedAs = r.Number(1<<64 - 1)
	r.Skip("}")
	return user, r.Done()
}

// acceptance parses the end of a stored user: which import accepted the user, as which record. Quotes within a name are
// escaped, so a field's name in quotes is always that field.
func acceptance(value string) (acceptedIn, acceptedAs uint64, ok bool) {
	value, ok = strings.CutSuffix(value, "}")
	at := strings.LastIndex(value, importField)
	if !ok || at < 0 {
		return 0, 0, false
	}
	in, as, ok := strings.Cut(value[at+len(importField):], recordField)
	acceptedIn, inOk := columns.Number(in)
	acceptedAs, asOk := columns.Number(as)
	return acceptedIn, acceptedAs, ok && inOk && asOk
}

// GetUser returns the user with this id, if it exists.
func (l *Ledger) GetUser(id string) (StoredUser, bool, error) {
	if err := l.openUsers(); err != nil {
		return StoredUser{}, false, err
	}
	start := id + " "
	keys, values, err := l.stores.users.Scan(&start, 1)
	if err != nil || len(keys.Ends) == 0 || !strings.HasPrefix(keys.At(0), start) {
		return StoredUser{}, false, err
	}
	return l.storedUser(keys.At(0), values.At(0))
}

// FindByEmail returns the user with this address in any spelling that canonical.go knows, if it exists.
func (l *Ledger) FindByEmail(email string) (StoredUser, bool, error) {
	if err := l.openUsers(); err != nil {
		return StoredUser{}, false, err
	}
	address := canonicalEmail(email, l.validator)
	key := appendID(make([]byte, 0, idLength+1+len(address)), columns.HashOf(address, &idKey))
	key = append(append(key, ' '), address...)
	value, found, err := l.stores.users.Get(string(key))
	if err != nil || !found {
		return StoredUser{}, false, err
	}
	return l.storedUser(string(key), value)
}

// ListUsers returns the users whose ids come after an id, sorted by id; from the first if it is nil.
func (l *Ledger) ListUsers(after *string, limit uint32) ([]StoredUser, error) {
	if err := l.openUsers(); err != nil {
		return nil, err
	}
	if after != nil {
		last := *after + "!" // sorts after the id with a space, and before the next id
		after = &last
	}
	keys, values, err := l.stores.users.Scan(after, limit)
	if err != nil {
		return nil, err
	}
	list := make([]StoredUser, len(keys.Ends))
	for i := range list {
		if list[i], _, err = l.storedUser(keys.At(i), values.At(i)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (l *Ledger) openUsers() error {
	if !l.settings.KeepUsers {
		return ErrNotKept
	}
	return l.open(users, &l.stores.users)
}

// storedUser parses a user, whose id must be that of the key.
func (l *Ledger) storedUser(key, value string) (StoredUser, bool, error) {
	user, ok := parseUser(value)
	if !ok || !strings.HasPrefix(key, user.ID+" ") {
		return StoredUser{}, false, &ForeignValue{users, strings.Clone(key)}
	}
	return user, true, nil
}
