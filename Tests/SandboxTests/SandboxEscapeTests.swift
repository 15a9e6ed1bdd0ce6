import Basics
import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct SandboxEscapeTests {
    @Test("daemons, detached sessions and double forks are gone before the result is there")
    func daemons() async throws {
        let bench = try SandboxBench()
        let mark = "daemon-\(UUID().uuidString)"
        let run = try await bench.python(
            """
            import os, subprocess, sys
            for _ in range(5):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.close(1); os.close(2)
                        os.execvp("tail", ["tail", "-f", "/dev/null", "\(mark)"])
                    os._exit(0)
            for _ in range(5): os.wait()
            print("left")
            """)
        #expect(run.output == "left\n")
        #expect(run.isSuccess)
        #expect(SandboxBench.processes(marked: mark) == 0)
        #expect(bench.leftovers == [])
    }

    @Test("no secret of ours is in any environment, and no descriptor of ours is open")
    func noSecrets() async throws {
        setenv("COMPLYBOT_TEST_TOKEN", "s3cr3t-value", 1)
        let leak = open("/etc/shadow", O_RDONLY)
        defer { close(leak) }
        let bench = try SandboxBench()
        let run = try await bench.shell(
            """
            grep -l s3cr3t /proc/[0-9]*/environ 2>/dev/null
            tr '\\\\0' '\\\\n' < /proc/1/environ | grep -c '^PATH='
            for n in /proc/1/fd/* /proc/self/fd/*; do
                case $(readlink $n) in pipe:*|/memfd:*|/proc/*|'') ;; *) echo "$n $(readlink $n)";; esac
            done
            echo end
            """)
        #expect(run.output == "1\nend\n")
    }

    @Test("the machine's files, homes and sockets are not there")
    func noFiles() async throws {
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import os
            for path in ["/etc/shadow", "/root", "/var/run/docker.sock", "/run", "/var", "/sys", "/opt",
                         "/boot", "/proc/1/root/etc/shadow", "/proc/kcore", "\(bench.folder.path)"]:
                try:
                    open(path).read(1)
                    print("read", path)
                except IsADirectoryError: print("there", path)
                except OSError: pass
            print(sorted(os.listdir("/")), os.listdir("/home"), sorted(os.listdir("/etc")))
            """)
        #expect(!run.output.contains("read"), "\(run.output)")
        #expect(!run.output.contains("there"), "\(run.output)")
        #expect(run.output.contains("['u']"))
        #expect(!run.output.contains("'shadow'"))
    }

    @Test("there is no network but the loopback of the sandbox itself")
    func noNetwork() async throws {
        let listener = try Loopback()
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import socket
            def attempt(name, action):
                try:
                    action(); print(name, "got out")
                except OSError as error: print(name, "refused")
            attempt("tcp", lambda: socket.create_connection(("192.0.2.1", 80), 2))
            attempt("host", lambda: socket.create_connection(("127.0.0.1", \(listener.port)), 2))
            attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)))
            attempt("ipv6", lambda: socket.create_connection(("2001:db8::1", 80), 2))
            attempt("metadata", lambda: socket.create_connection(("169.254.169.254", 80), 2))
            attempt("dns", lambda: socket.getaddrinfo("example.com", 80))
            attempt("netlink", lambda: socket.socket(16, socket.SOCK_RAW, 0))
            attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
            attempt("packet", lambda: socket.socket(17, socket.SOCK_RAW, 3))
            attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM, 0))
            own = socket.create_server(("127.0.0.1", 0))
            socket.create_connection(own.getsockname(), 2)
            a, b = socket.socketpair()
            print("own loopback works")
            """)
        let lines = run.output.split(separator: "\n")
        #expect(lines.last == "own loopback works")
        #expect(lines.count == 11)
        #expect(lines.dropLast().allSatisfy { $0.hasSuffix(" refused") }, "\(run.output)")
    }

    @Test("the parts of the kernel through which walls break are refused")
    func systemCalls() async throws {
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import ctypes, errno, fcntl, os, sys
            libc = ctypes.CDLL(None, use_errno=True)
            calls = {"ptrace": 101, "mount": 165, "umount2": 166, "pivot_root": 155, "unshare": 272, "setns": 308,
                     "bpf": 321, "keyctl": 250, "add_key": 248, "request_key": 249, "io_uring_setup": 425,
                     "userfaultfd": 323, "perf_event_open": 298, "kexec_load": 246, "init_module": 175,
                     "finit_module": 313, "personality": 135, "clone3": 435, "open_by_handle_at": 304,
                     "process_vm_readv": 310}
            if os.uname().machine == "x86_64":
                for name, number in sorted(calls.items()):
                    result = libc.syscall(number, 0, 0, 0, 0, 0)
                    code = errno.errorcode.get(ctypes.get_errno(), "none")
                    if result != -1 or code not in ("EPERM", "ENOSYS"): print(name, result, code)
                # clone with CLONE_NEWUSER | SIGCHLD
                if libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) != -1: print("clone made a namespace")
            try:
                fcntl.ioctl(0, 0x5412, b"x"); print("TIOCSTI")
            except OSError as error:
                if error.errno != errno.EPERM: print("TIOCSTI", error)
            for folder, _, names in os.walk("/proc"):
                if folder == "/proc": _[:] = [name for name in _ if not name.isdigit() and "self" not in name]
                # What belongs to the namespaces of this sandbox is its own to change.
                if folder in ("/proc/sys/fs/mqueue", "/proc/pressure"): continue
                for name in names:
                    if name.startswith(("msg", "shm", "sem", "auto_msg", "ns_last_pid", "pid_max")): continue
                    if os.access(os.path.join(folder, name), os.W_OK): print("writable", folder, name)
            status = open("/proc/self/status").read()
            for want in ("CapEff:\\t0000000000000000", "CapBnd:\\t0000000000000000", "NoNewPrivs:\\t1", "Seccomp:\\t2"):
                if want not in status: print("missing", want)
            print("end")
            """)
        #expect(run.output == "end\n")
    }

    @Test("a tree too deep to be measured is beyond the limit, and is removed all the same")
    func deepTree() async throws {
        let precious = try TemporaryDirectory("precious")
        try precious.write("keep", to: "file")
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import os
            for _ in range(60):
                os.mkdir("d" * 200); os.mkdir("e"); os.chdir("d" * 200)
            os.symlink("\(precious.path)", "out")
            """)
        #expect(run.limit == .disk, "\(run)")
        #expect(bench.leftovers == [])
        #expect(try precious.read("file") == "keep")
    }

    @Test(
        "links, FIFOs, unreadable folders and sparse files are removed, and what links point to stays"
    )
    func hostileLeftovers() async throws {
        let precious = try TemporaryDirectory("precious")
        try precious.write("keep", to: "file")
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import os
            os.symlink("\(precious.path)", "link"); os.symlink("/etc/passwd", "passwd"); os.symlink("loop", "loop")
            os.mkfifo("fifo"); os.mkfifo("/results/junit.xml")
            os.makedirs("dark/inner"); open("dark/inner/x", "w").close()
            os.chmod("dark/inner", 0); os.chmod("dark", 0)
            with open("sparse", "wb") as f: f.truncate(100 << 20)
            os.link("sparse", "twin"); os.chmod("twin", 0o4755)
            open(b"\\xff\\n\\x1b", "w").close()
            os.chmod(".", 0)
            """)
        #expect(run.isSuccess, "\(run)")
        #expect(bench.leftovers == [])
        #expect(try precious.read("file") == "keep")
    }

    @Test("a report that is a FIFO, a link or too large is no report")
    func hostileReports() throws {
        let bench = try SandboxBench()
        let scratch = try ScratchFolder(below: bench.configuration.scratch)
        #expect(scratch.result("missing", limit: 10) == nil)
        #expect(mkfifo("\(scratch.results)/fifo", 0o600) == 0)
        #expect(scratch.result("fifo", limit: 10) == nil)
        #expect(symlink("/etc/passwd", "\(scratch.results)/link") == 0)
        #expect(scratch.result("link", limit: 1 << 20) == nil)
        try Data("12345".utf8).write(to: URL(filePath: "\(scratch.results)/file"))
        #expect(scratch.result("file", limit: 4) == nil)
        #expect(scratch.result("file", limit: 5) == Array("12345".utf8))
        try scratch.remove()
        #expect(bench.leftovers == [])
    }
}

/// A server on the machine's own loopback, that no test may reach.
private final class Loopback {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = server
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(server, $0, length) == 0 && listen(server, 1) == 0
                    && getsockname(server, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
