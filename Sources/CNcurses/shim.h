#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <ncursesw/curses.h>
#include <ncursesw/term.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

// Swift 6 refuses the C library's streams as shared mutable state.
static inline SCREEN *parley_newterm(void) { return newterm(NULL, stdout, stdin); }

// A capability that is a string; NULL where the terminal lacks it.
static inline const char *parley_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

// What a signal handler needs to put the terminal back, kept here because a handler may touch
// neither Swift's runtime nor the heap. Only TerminalGuard.swift calls these functions: a header's
// statics exist once for each file that uses them.
struct parley_guard {
    struct termios modes;
    char farewell[512];
    int length;
    int wakeDescriptor;
    volatile sig_atomic_t isArmed;
    volatile sig_atomic_t raised[65];
};

static inline struct parley_guard *parley_guard_state(void) {
    static struct parley_guard state;
    return &state;
}

static void parley_guard_restore(void) {
    struct parley_guard *guard = parley_guard_state();
    if (!guard->isArmed) return;
    guard->isArmed = 0;
    ssize_t written = write(STDOUT_FILENO, guard->farewell, (size_t)guard->length);
    (void)written;
    tcsetattr(STDIN_FILENO, TCSANOW, &guard->modes);
}

static void parley_guard_fault(int number) {
    parley_guard_restore();
    signal(number, SIG_DFL);
    raise(number);
}

static void parley_guard_request(int number) {
    int saved = errno;
    parley_guard_state()->raised[number] = 1;
    ssize_t written = write(parley_guard_state()->wakeDescriptor, "", 1);
    (void)written;
    errno = saved;
}

static inline void parley_guard_handle(int number, void (*handler)(int), int flags) {
    struct sigaction action = {0};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

// Remembers the terminal's modes, which must still be the shell's.
static inline int parley_guard_remember(int wakeDescriptor) {
    parley_guard_state()->wakeDescriptor = wakeDescriptor;
    return tcgetattr(STDIN_FILENO, &parley_guard_state()->modes);
}

// From now on every way out writes `farewell` and restores the modes.
static inline void parley_guard_arm(const unsigned char *farewell, int length) {
    struct parley_guard *guard = parley_guard_state();
    guard->length = length < (int)sizeof guard->farewell ? length : (int)sizeof guard->farewell;
    for (int i = 0; i < guard->length; i++) guard->farewell[i] = (char)farewell[i];
    guard->isArmed = 1;
}

static inline void parley_guard_install(void) {
    static const int requests[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
    static const int faults[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
    static char stack[65536];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        parley_guard_handle(requests[i], parley_guard_request, SA_RESTART);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        parley_guard_handle(faults[i], parley_guard_fault, SA_ONSTACK);
    atexit(parley_guard_restore);
}

// Whether a signal has come since the last question.
static inline int parley_guard_take(int number) {
    int raised = parley_guard_state()->raised[number];
    parley_guard_state()->raised[number] = 0;
    return raised;
}
