/* Preloaded into a server: flushes fail ("f") or stall ("s") while the file FAULTY_DISK says so. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char fault(void) {
  const char *path = getenv("FAULTY_DISK");
  char kind = 0;
  int fd = path ? open(path, O_RDONLY) : -1;
  if (fd < 0) return 0;
  if (read(fd, &kind, 1) != 1) kind = 0;
  close(fd);
  return kind;
}

static int flush(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  while (fault() == 's') usleep(20 * 1000);
  if (fault() != 'f') return real(fd);
  errno = EIO;
  return -1;
}

int fdatasync(int fd) { return flush("fdatasync", fd); }
int fsync(int fd) { return flush("fsync", fd); }
