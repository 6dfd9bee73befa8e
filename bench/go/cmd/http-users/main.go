// Command http-users is the service that assigns ids and finds duplicates. It calls the validator's service first, as
// `create-user` does in the pipeline. It prints the port that it listens on.
//
//	http-users VALIDATOR-PORT
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"

	"github.com/goccy/go-json"

	"polyglot.example/bench/users"
)

type user struct {
	Record uint64 `json:"record,omitempty"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Age    uint32 `json:"age"`
}

type keptUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Age   uint32 `json:"age"`
}

type verdict struct {
	Errors []users.Problem `json:"errors"`
}

type answer struct {
	ID     string          `json:"id,omitempty"`
	Errors []users.Problem `json:"errors,omitempty"`
}

type service struct {
	validator string
	client    http.Client
	mutex     sync.Mutex
	register  *users.Register
	// created counts the users that came without the number of a record, and kept has those that were accepted.
	created uint64
	kept    map[string]keptUser
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: http-users VALIDATOR-PORT")
		os.Exit(2)
	}
	s := &service{
		validator: "http://127.0.0.1:" + os.Args[1],
		client:    http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		register:  users.New(),
		kept:      map[string]keptUser{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /users", handler(s.create))
	mux.HandleFunc("POST /users/batch", handler(s.createAll))
	mux.HandleFunc("GET /users/{id}", s.get)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		fmt.Println(listener.Addr().(*net.TCPAddr).Port)
		err = http.Serve(listener, mux)
	}
	fmt.Fprintln(os.Stderr, "http-users:", err)
	os.Exit(1)
}

// handler reads JSON from the request and writes JSON to the response.
func handler[In, Out any](handle func(In) (Out, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.UnmarshalNoEscape(body, &in)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := handle(in)
		if err == nil {
			body, err = json.MarshalNoEscape(out)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}

func (s *service) create(u user) (answer, error) {
	var v verdict
	if err := s.ask("/validate", u, &v); err != nil {
		return answer{}, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if u.Record != 0 {
		return s.take(u, v), nil
	}
	s.created++
	u.Record = s.created
	taken := s.take(u, v)
	if taken.ID != "" {
		s.kept[taken.ID] = keptUser{taken.ID, u.Name, u.Email, u.Age}
	}
	return taken, nil
}

func (s *service) get(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	user, found := s.kept[r.PathValue("id")]
	s.mutex.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	body, err := json.MarshalNoEscape(user)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}

func (s *service) createAll(all []user) ([]answer, error) {
	var verdicts []verdict
	if err := s.ask("/validate-batch", all, &verdicts); err != nil {
		return nil, err
	}
	if len(verdicts) != len(all) {
		return nil, fmt.Errorf("validate: found %d verdicts, expected %d", len(verdicts), len(all))
	}
	answers := make([]answer, len(all))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i, u := range all {
		answers[i] = s.take(u, verdicts[i])
	}
	return answers, nil
}

func (s *service) take(u user, v verdict) answer {
	if len(v.Errors) > 0 {
		return answer{Errors: v.Errors}
	}
	id, problem := s.register.Take(u.Record, u.Email)
	if problem != nil {
		return answer{Errors: []users.Problem{*problem}}
	}
	return answer{ID: id}
}

// ask posts JSON to the validator's service over a kept-alive connection.
func (s *service) ask(path string, question, into any) error {
	body, err := json.MarshalNoEscape(question)
	if err != nil {
		return err
	}
	response, err := s.client.Post(s.validator+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s: %s", path, response.Status, body)
	}
	return json.UnmarshalNoEscape(body, into)
}
