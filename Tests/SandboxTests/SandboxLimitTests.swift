import Basics
import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct SandboxLimitTests {
    @Test("a suite that hangs, deaf to signals, ends at its time limit")
    func hang() async throws {
        let bench = try SandboxBench { $0.limits.wallTime = .milliseconds(700) }
        let run = try await bench.shell("trap '' TERM INT HUP; echo started; while :; do :; done")
        #expect(run.limit == .wallTime)
        #expect(run.output == "started\n")
        #expect(run.summary == "error: limit wall-time")
        #expect(bench.leftovers == [])
    }

    @Test("a fork bomb meets the limit on processes and leaves none")
    func forkBomb() async throws {
        let mark = "bomb-\(UUID().uuidString)"
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import os, signal
            mark = "\(mark)"
            while True:
                try: os.fork()
                except OSError: pass
            """)
        #expect(run.limit == .processes, "\(run)")
        #expect(SandboxBench.processes(marked: mark) == 0)
    }

    @Test("threads count as processes")
    func threads() async throws {
        let bench = try SandboxBench()
        let run = try await bench.python(
            """
            import threading
            stop = threading.Event()
            while True:
                try: threading.Thread(target=stop.wait, daemon=True).start()
                except RuntimeError: pass
            """)
        #expect(run.limit == .processes, "\(run)")
    }

    @Test("a memory hog meets the limit on memory")
    func memoryHog() async throws {
        let bench = try SandboxBench { $0.limits.memory = 128 << 20 }
        let run = try await bench.python(
            """
            hoard = []
            while True: hoard.append(bytearray(b"x") * (4 << 20))
            """)
        #expect(run.limit == .memory, "\(run)")
    }

    @Test("several processes that are small one by one meet the limit together")
    func memoryTogether() async throws {
        let bench = try SandboxBench { $0.limits.memory = 128 << 20 }
        let run = try await bench.python(
            """
            import os, signal
            for _ in range(8):
                if os.fork() == 0:
                    block = bytearray(b"x") * (40 << 20)
                    signal.pause()
            signal.pause()
            """)
        #expect(run.limit == .memory, "\(run)")
    }

    @Test("a full disk meets the limit on the scratch")
    func diskFill() async throws {
        let bench = try SandboxBench { $0.limits.scratch = 16 << 20 }
        let run = try await bench.shell(
            "head -c 30000000 /dev/zero > a; head -c 30000000 /dev/zero > b; exit 0")
        #expect(run.limit == .disk, "\(run)")
        #expect(bench.leftovers == [])
    }

    @Test("very many files meet the limit on the scratch")
    func inodeFill() async throws {
        let bench = try SandboxBench { $0.limits.scratchEntries = 500 }
        let run = try await bench.shell("i=0; while [ $i -lt 600 ]; do : > f$i; i=$((i+1)); done")
        #expect(run.limit == .disk, "\(run)")
    }

    @Test("folders in memory are sized, and the root cannot be written")
    func temporaryFolders() async throws {
        let bench = try SandboxBench {
            $0.limits.scratch = 8 << 20
            $0.limits.sharedMemory = 1 << 20
        }
        let run = try await bench.shell(
            """
            for place in /dev/shm /tmp /home/u; do
                head -c 20000000 /dev/zero > $place/fill 2>/dev/null && echo "$place took it all"
                rm -f $place/fill
            done
            for place in / /usr /etc /results/.. /env; do
                (: > $place/file) 2>/dev/null && echo "$place can be written"
            done
            echo done
            """)
        #expect(run.output == "done\n")
    }

    @Test("a flood of output is capped, head and tail kept")
    func outputFlood() async throws {
        let bench = try SandboxBench { $0.limits.output = 4096 }
        let run = try await bench.shell(
            "echo first; head -c 50000000 /dev/zero | tr '\\\\0' x; echo; echo last")
        #expect(run.isSuccess)
        #expect(run.output.hasPrefix("first\n"))
        #expect(run.output.hasSuffix("last\n"))
        #expect(run.output.contains("bytes dropped"))
        #expect(run.output.utf8.count < 5000)
    }

    @Test(
        "processor time is limited, for who is deaf to the kernel's first signal too",
        arguments: ["", "trap '' XCPU; "])
    func processorTime(prelude: String) async throws {
        let bench = try SandboxBench {
            $0.limits.processorTime = .seconds(1)
            // On a busy machine a second of processor time is long; nothing else is to end the run.
            $0.limits.wallTime = .seconds(600)
        }
        let run = try await bench.shell("\(prelude)while :; do :; done")
        #expect(run.limit == .processorTime, "\(run)")
    }

    @Test(
        "a signal that looks like the limit on processor time is none", arguments: ["XCPU", "KILL"])
    func forgedSignal(signal: String) async throws {
        let run = try await SandboxBench().shell("kill -\(signal) $$")
        #expect(run.limit == nil, "\(run)")
        #expect(!run.isSuccess)
    }

    @Test("escape sequences and overwriting are gone from the output")
    func hostileOutput() async throws {
        let bench = try SandboxBench()
        let run = try await bench.shell(
            #"printf '\033[31mred\033[0m \033]8;;http://evil\033\\link\a\rover\007 \342\200\256rtl\n'"#
        )
        #expect(run.output == "red link\nover rtl\n")
    }

    @Test("cancelling ends the run and everything in it, and leaves no scratch")
    func cancellation() async throws {
        let bench = try SandboxBench()
        let mark = "cancel-\(UUID().uuidString)"
        let runner = bench.runner
        let request = TestRequest(
            snapshot(["a": ""]), command: .shell("exec tail -f /dev/null \(mark)"))
        let task = Task { try await runner.run(request) }
        // A bound for a run that never starts, not a time that anything is expected to take.
        let limit = ContinuousClock.now + .seconds(20)
        while SandboxBench.processes(marked: mark) == 0, ContinuousClock.now < limit {
            await Task.yield()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(SandboxBench.processes(marked: mark) == 0)
        #expect(bench.leftovers == [])
    }
}
