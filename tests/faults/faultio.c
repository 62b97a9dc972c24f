/* Makes the disk of one process fail: preloaded before the C library, it answers some calls on some files with an error.

   The file named by FAULTIO_CTL is read at every call, so that a test can switch faults on and off while the server runs. Each line:
       OPERATION PART ERRNO [N]
   OPERATION: sync (fsync, fdatasync), write (write, pwrite, writev), trunc (ftruncate). PART: what the path of the file must contain.
   N: only every Nth such call fails; 1 when left out. Built by tests/faults/disk.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static unsigned passed; /* shared by all threads; a lost count does not matter */

/* The raw calls, because the wrappers below must not call themselves. */
static long read_orders(char *text, size_t room) {
    const char *name = getenv("FAULTIO_CTL");
    if (!name) return -1;
    long file = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    long count = syscall(SYS_read, file, text, room - 1);
    syscall(SYS_close, file);
    if (count > 0) text[count] = 0;
    return count;
}

static int fault(const char *operation, int file) {
    int kept = errno;
    char orders[2048], link[40], path[4096];
    if (read_orders(orders, sizeof orders) <= 0) { errno = kept; return 0; }
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (length < 0) return 0;
    path[length] = 0;
    char *rest = NULL;
    for (char *line = strtok_r(orders, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char named[16], part[512];
        int error = 0;
        unsigned every = 1;
        if (sscanf(line, "%15s %511s %d %u", named, part, &error, &every) < 3) continue;
        if (strcmp(named, operation) || !strstr(path, part)) continue;
        if (++passed % (every ? every : 1) == 0) return error;
    }
    return 0;
}

#define FAILING(kind, name, operation, parameters, arguments)           \
    kind name parameters {                                              \
        static kind(*real) parameters;                                  \
        if (!real) real = (kind(*) parameters) dlsym(RTLD_NEXT, #name); \
        int error = fault(operation, file);                             \
        if (error) { errno = error; return -1; }                        \
        return real arguments;                                          \
    }

FAILING(int, fsync, "sync", (int file), (file))
FAILING(int, fdatasync, "sync", (int file), (file))
FAILING(ssize_t, write, "write", (int file, const void *bytes, size_t count), (file, bytes, count))
FAILING(ssize_t, writev, "write", (int file, const struct iovec *parts, int count), (file, parts, count))
FAILING(ssize_t, pwrite, "write", (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
FAILING(ssize_t, pwrite64, "write", (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at))
FAILING(int, ftruncate, "trunc", (int file, off_t length), (file, length))
FAILING(int, ftruncate64, "trunc", (int file, off64_t length), (file, length))
