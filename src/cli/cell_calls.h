/* SPDX-License-Identifier: MIT */
/*
 * Calls of the kernel by what becomes of them in the cell.  An architecture
 * has those that its headers name.
 */
#ifndef SDX_CLI_CELL_CALLS_H
#define SDX_CLI_CELL_CALLS_H

#include <sys/syscall.h>

/* Connections, other programs and processes, the system: they end the process.
 */
static const int cell_deadly[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_sendto,
    SYS_sendmsg,
    SYS_sendmmsg,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_recvmmsg,
    SYS_shutdown,
    SYS_execve,
    SYS_execveat,
#ifdef SYS_fork
    SYS_fork,
#endif
#ifdef SYS_vfork
    SYS_vfork,
#endif
    SYS_kill,
    SYS_tkill,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
#ifdef SYS_pidfd_open
    SYS_pidfd_open,
#endif
#ifdef SYS_pidfd_getfd
    SYS_pidfd_getfd,
#endif
#ifdef SYS_pidfd_send_signal
    SYS_pidfd_send_signal,
#endif
    SYS_bpf,
    SYS_perf_event_open,
#ifdef SYS_userfaultfd
    SYS_userfaultfd,
#endif
#ifdef SYS_io_uring_setup
    SYS_io_uring_setup,
#endif
#ifdef SYS_io_uring_enter
    SYS_io_uring_enter,
#endif
#ifdef SYS_io_uring_register
    SYS_io_uring_register,
#endif
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_mount,
#ifdef SYS_umount2
    SYS_umount2,
#endif
#ifdef SYS_move_mount
    SYS_move_mount,
#endif
#ifdef SYS_fsopen
    SYS_fsopen,
#endif
#ifdef SYS_open_tree
    SYS_open_tree,
#endif
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_open_by_handle_at,
#ifdef SYS_mknod
    SYS_mknod,
#endif
    SYS_mknodat,
#ifdef SYS_chown
    SYS_chown,
#endif
    SYS_fchown,
#ifdef SYS_lchown
    SYS_lchown,
#endif
    SYS_fchownat,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
#ifdef SYS_setgroups
    SYS_setgroups,
#endif
    SYS_personality,
    SYS_settimeofday,
    SYS_clock_settime,
#ifdef SYS_iopl
    SYS_iopl,
#endif
#ifdef SYS_ioperm
    SYS_ioperm,
#endif
#ifdef SYS_modify_ldt
    SYS_modify_ldt,
#endif
#ifdef SYS_memfd_create
    SYS_memfd_create,
#endif
};

/* What every run needs once its inputs are read. */
static const int cell_daily[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_pwrite64,
    SYS_lseek,
    SYS_close,
    SYS_fstat,
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_stat
    SYS_stat,
#endif
#ifdef SYS_lstat
    SYS_lstat,
#endif
#ifdef SYS_statx
    SYS_statx,
#endif
    SYS_fstatfs,
    SYS_munmap,
    SYS_mremap,
    SYS_brk,
    SYS_madvise,
    SYS_mlock,
    SYS_munlock,
    SYS_futex,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_exit,
    SYS_exit_group,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
#ifdef SYS_time
    SYS_time,
#endif
    SYS_getrandom,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_tgkill,
    SYS_set_robust_list,
    SYS_get_robust_list,
#ifdef SYS_rseq
    SYS_rseq,
#endif
    SYS_set_tid_address,
    SYS_prlimit64,
#ifdef SYS_getrlimit
    SYS_getrlimit,
#endif
    SYS_getrusage,
    SYS_times,
    SYS_sysinfo,
    SYS_uname,
    SYS_ioctl,
    SYS_fcntl,
#ifdef SYS_poll
    SYS_poll,
#endif
    SYS_ppoll,
#ifdef SYS_select
    SYS_select,
#endif
    SYS_pselect6,
    SYS_getdents64,
#ifdef SYS_access
    SYS_access,
#endif
    SYS_faccessat,
#ifdef SYS_faccessat2
    SYS_faccessat2,
#endif
#ifdef SYS_readlink
    SYS_readlink,
#endif
    SYS_readlinkat,
    SYS_getcwd,
    SYS_dup,
#ifdef SYS_dup2
    SYS_dup2,
#endif
    SYS_dup3,
    SYS_umask,
#ifdef SYS_membarrier
    SYS_membarrier,
#endif
#ifdef SYS_arch_prctl
    SYS_arch_prctl,
#endif
    SYS_clone,
    SYS_fsync,
    SYS_fdatasync,
#ifdef SYS_fadvise64
    SYS_fadvise64,
#endif
};

/* What makes an output appear under its name. */
static const int cell_writing[] = {
#ifdef SYS_rename
    SYS_rename,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
    SYS_renameat2,
#ifdef SYS_link
    SYS_link,
#endif
    SYS_linkat,
#ifdef SYS_unlink
    SYS_unlink,
#endif
    SYS_unlinkat,
#ifdef SYS_mkdir
    SYS_mkdir,
#endif
    SYS_mkdirat,
    SYS_fchmod,
    SYS_ftruncate,
};

#endif
