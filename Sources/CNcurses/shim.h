#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <ncursesw/curses.h>
#include <ncursesw/term.h>

// Swift 6 refuses the library's variables as shared mutable state.
static inline WINDOW *parley_stdscr(void) { return stdscr; }
