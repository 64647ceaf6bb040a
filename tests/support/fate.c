// What befalls a program at its N-th call that changes a disk, counted over all its threads. Preloaded; told what to do by
// a file that it shares with the test: tests/support/fate.rs.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, NAME = 4, CUT = 8 };
enum { COUNT, KILL_BEFORE, KILL_AFTER, KILL_HALF_WAY, FAIL };
enum { ONCE, EVERY, FROM };

struct fate {
    _Atomic uint64_t armed, count, at, deed, number, often, struck, kinds;
    char paths[960]; // lines; a call counts if one of them stands in its path
};

static struct fate *fate;
static int trace = -1;

__attribute__((constructor)) static void begin(void) {
    const char *control = getenv("FATE_CONTROL"), *calls = getenv("FATE_CALLS");
    int file = control ? syscall(SYS_openat, AT_FDCWD, control, O_RDWR | O_CLOEXEC, 0) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof *fate, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (calls) trace = syscall(SYS_openat, AT_FDCWD, calls, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (shared != MAP_FAILED) fate = shared;
}

static int concerns(const char *path) {
    if (path[0] != '/') return 0;
    for (const char *line = fate->paths; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t length = strcspn(line, "\n");
        if (length && memmem(path, strlen(path), line, length)) return 1;
    }
    return 0;
}

// The deed that is due at this call, COUNT for none.
static uint64_t due(int kind, const char *name, const char *path) {
    if (!fate || !atomic_load(&fate->armed) || !(atomic_load(&fate->kinds) & kind) || !concerns(path)) return COUNT;
    uint64_t count = atomic_fetch_add(&fate->count, 1) + 1, at = atomic_load(&fate->at);
    if (trace >= 0) {
        char line[1200];
        int length = snprintf(line, sizeof line, "%llu %s %s\n", (unsigned long long)count, name, path);
        syscall(SYS_write, trace, line, length);
    }
    uint64_t often = atomic_load(&fate->often), deed = atomic_load(&fate->deed);
    int now = often == ONCE ? count == at : often == EVERY ? count % at == 0 : count >= at;
    if (!now || deed == COUNT) return COUNT;
    atomic_fetch_add(&fate->struck, 1);
    return deed;
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static uint64_t due_at_file(int kind, const char *name, int file) {
    char link[64], path[1024];
    if (!fate || !atomic_load(&fate->armed)) return COUNT;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length < 0) return COUNT;
    path[length] = 0;
    return due(kind, name, path);
}

#define DO(deed, call, half)                                     \
    do {                                                         \
        uint64_t what = (deed);                                  \
        if (what == KILL_BEFORE) die();                          \
        if (what == KILL_HALF_WAY) { half; die(); }              \
        if (what == FAIL) { errno = fate->number; return -1; }   \
        long done = (call);                                      \
        if (what == KILL_AFTER) die();                           \
        return done;                                             \
    } while (0)

ssize_t write(int f, const void *b, size_t n) {
    DO(due_at_file(WRITE, "write", f), syscall(SYS_write, f, b, n), syscall(SYS_write, f, b, n / 2));
}
ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) {
    DO(due_at_file(WRITE, "pwrite", f), syscall(SYS_pwrite64, f, b, n, o), syscall(SYS_pwrite64, f, b, n / 2, o));
}
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { return pwrite64(f, b, n, o); }
ssize_t writev(int f, const struct iovec *v, int n) {
    DO(due_at_file(WRITE, "writev", f), syscall(SYS_writev, f, v, n), syscall(SYS_writev, f, v, n / 2));
}
ssize_t copy_file_range(int f, off64_t *of, int t, off64_t *ot, size_t n, unsigned x) {
    DO(due_at_file(WRITE, "copy", t), syscall(SYS_copy_file_range, f, of, t, ot, n, x), (void)0);
}
int fsync(int f) { DO(due_at_file(SYNC, "fsync", f), syscall(SYS_fsync, f), (void)0); }
int fdatasync(int f) { DO(due_at_file(SYNC, "fdatasync", f), syscall(SYS_fdatasync, f), (void)0); }
int sync_file_range(int f, off64_t o, off64_t n, unsigned x) {
    DO(due_at_file(SYNC, "sync_file_range", f), syscall(SYS_sync_file_range, f, o, n, x), (void)0);
}
int ftruncate64(int f, off64_t n) { DO(due_at_file(CUT, "ftruncate", f), syscall(SYS_ftruncate, f, n), (void)0); }
int ftruncate(int f, off_t n) { return ftruncate64(f, n); }
int rename(const char *a, const char *b) { DO(due(NAME, "rename", b), syscall(SYS_rename, a, b), (void)0); }
int unlink(const char *p) { DO(due(NAME, "unlink", p), syscall(SYS_unlink, p), (void)0); }
int rmdir(const char *p) { DO(due(NAME, "rmdir", p), syscall(SYS_rmdir, p), (void)0); }
int mkdir(const char *p, mode_t m) { DO(due(NAME, "mkdir", p), syscall(SYS_mkdir, p, m), (void)0); }

// Opening counts where it makes a file.
static int opened(int at, const char *p, int flags, mode_t m) {
    struct stat there;
    if (!(flags & O_CREAT) || at != AT_FDCWD || stat(p, &there) == 0) return syscall(SYS_openat, at, p, flags, m);
    DO(due(NAME, "creat", p), syscall(SYS_openat, at, p, flags, m), (void)0);
}

#define MODE(last)                              \
    mode_t m = 0;                               \
    if (last & (O_CREAT | O_TMPFILE)) {         \
        va_list more;                           \
        va_start(more, last);                   \
        m = va_arg(more, mode_t);               \
        va_end(more);                           \
    }

int open64(const char *p, int flags, ...) { MODE(flags) return opened(AT_FDCWD, p, flags, m); }
int open(const char *p, int flags, ...) { MODE(flags) return opened(AT_FDCWD, p, flags, m); }
int openat64(int at, const char *p, int flags, ...) { MODE(flags) return opened(at, p, flags, m); }
int openat(int at, const char *p, int flags, ...) { MODE(flags) return opened(at, p, flags, m); }
