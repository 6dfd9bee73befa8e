// Command grpc-users is the service that assigns ids and finds duplicates. It asks the validator's service first, as
// `create-user` does in the pipeline. It prints its socket once it listens.
//
//	grpc-users SOCKET VALIDATOR-SOCKET
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"polyglot.example/bench/message"
	"polyglot.example/bench/users"
)

// window is more than the longest message, so that none waits for another window.
const window = 8 << 20

type service struct {
	message.UnimplementedRegisterServer
	validator message.ValidatorClient
	mutex     sync.Mutex
	register  *users.Register
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: grpc-users SOCKET VALIDATOR-SOCKET")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "grpc-users:", err)
		os.Exit(1)
	}
}

func run(socket, validator string) error {
	connection, err := grpc.NewClient("unix:"+validator,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(window), grpc.WithInitialConnWindowSize(window),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(window)))
	if err != nil {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.InitialWindowSize(window), grpc.InitialConnWindowSize(window), grpc.MaxRecvMsgSize(window))
	message.RegisterRegisterServer(server, &service{validator: message.NewValidatorClient(connection), register: users.New()})
	fmt.Println(socket)
	return server.Serve(listener)
}

func (s *service) Create(ctx context.Context, all *message.Users) (*message.Answers, error) {
	verdicts, err := s.validator.Validate(ctx, all)
	if err != nil {
		return nil, err
	}
	if len(verdicts.Verdicts) != len(all.Users) {
		return nil, fmt.Errorf("validate: found %d verdicts, expected %d", len(verdicts.Verdicts), len(all.Users))
	}
	answers := make([]message.Answer, len(all.Users))
	pointers := make([]*message.Answer, len(all.Users))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i, user := range all.Users {
		pointers[i] = &answers[i]
		s.take(user, verdicts.Verdicts[i], pointers[i])
	}
	return &message.Answers{Answers: pointers}, nil
}

func (s *service) take(user *message.User, verdict *message.Verdict, answer *message.Answer) {
	if len(verdict.Errors) > 0 {
		answer.Errors = verdict.Errors
		return
	}
	id, problem := s.register.Take(user.Record, user.Email)
	if problem != nil {
		answer.Errors = []*message.FieldError{{Field: problem.Field, Message: problem.Message}}
		return
	}
	answer.Id = id
}
