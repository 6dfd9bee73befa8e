// Preloaded into componentize-py, so that the same sources give the same bytes. A component in Python is a snapshot of a
// running CPython, which contains what CPython was given: hash seed, time, and the times and numbers of its files. No option
// fixes them. Randomness is always zero here, the clocks stand still, and files have no times and numbers.
//
// componentize-py makes some system calls directly instead of by libc. So the kernel is asked, by seccomp, to raise a signal
// instead, and the handler answers the call. Clocks are read without a system call, by a function that this file replaces.
// Where the kernel refuses seccomp, components work and differ from build to build.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
static const int REGISTERS[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8};
#define ARGUMENT(context, n) ((context)->uc_mcontext.gregs[REGISTERS[n]])
#define RESULT(context) ((context)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define ARGUMENT(context, n) ((context)->uc_mcontext.regs[n])
#define RESULT(context) ((context)->uc_mcontext.regs[0])
#endif

static const time_t DATE = 1000000000;
// The sixth argument, which statx doesn't have, marks the handler's own call.
static const unsigned OWN_CALL = 0x5eccc0de;
static struct timespec started;

int clock_gettime(clockid_t clock, struct timespec *now)
{
	if (clock == CLOCK_REALTIME)
		*now = (struct timespec){.tv_sec = DATE};
	else if (clock == CLOCK_MONOTONIC) // The Python inside sees the time since the start.
		*now = started;
	else
		return syscall(SYS_clock_gettime, clock, now);
	return 0;
}

static long answer_statx(const ucontext_t *context)
{
	struct statx *file = (struct statx *)ARGUMENT(context, 4);
	if (syscall(SYS_statx, ARGUMENT(context, 0), ARGUMENT(context, 1), ARGUMENT(context, 2), ARGUMENT(context, 3), file,
		    OWN_CALL) != 0)
		return -errno;
	file->stx_atime = file->stx_btime = file->stx_ctime = file->stx_mtime = (struct statx_timestamp){.tv_sec = DATE};
	file->stx_ino = file->stx_dev_major = file->stx_dev_minor = 0;
	file->stx_nlink = 1;
	if (S_ISDIR(file->stx_mode)) // differs by file system
		file->stx_size = 0;
	return 0;
}

static void answer(int number, siginfo_t *call, void *opaque)
{
	(void)number;
	ucontext_t *context = opaque;
	int saved = errno;
	if (call->si_syscall == SYS_statx) {
		RESULT(context) = answer_statx(context);
	} else {
		memset((void *)ARGUMENT(context, 0), 0, ARGUMENT(context, 1));
		RESULT(context) = ARGUMENT(context, 1);
	}
	errno = saved;
}

__attribute__((constructor)) static void begin(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_statx, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_CALL, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {.len = sizeof rules / sizeof *rules, .filter = rules};
	struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &started);
	sigaction(SIGSYS, &action, NULL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
