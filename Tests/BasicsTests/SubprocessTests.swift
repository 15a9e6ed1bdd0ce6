import Basics
import Foundation
import TestSupport
import Testing

@Suite struct SubprocessTests {
    private func shell(_ script: String, _ words: String...) -> Subprocess {
        Subprocess("/bin/sh", ["-c", script, "sh"] + words, environment: ["PATH": "/usr/bin:/bin"])
    }

    @Test("arguments, standard input, both outputs and the status come through as they are")
    func everythingComesThrough() async throws {
        var process = shell(#"cat; printf '%s' "$1"; printf oops >&2; exit 3"#, "a b\"$HOME")
        process.standardInput = Array("in|".utf8)
        let result = try await process.run()
        #expect(result.output.text == "in|a b\"$HOME")
        #expect(result.errorOutput.text == "oops")
        #expect(result.termination == .exited(3))
        #expect(!result.isSuccess)
    }

    @Test("the environment is the one given and nothing else")
    func environmentIsConstructed() async throws {
        setenv("COMPLYBOT_TEST_SECRET", "hunter2", 1)
        let result = try await Subprocess("/usr/bin/env", environment: ["B": "2", "A": "1"]).run()
        #expect(result.output.text == "A=1\nB=2\n")
    }

    @Test("no descriptor of ours is inherited, even one without close-on-exec")
    func descriptorsAreClosed() async throws {
        let leak = open("/etc/hostname", O_RDONLY)
        let high = fcntl(leak, F_DUPFD, 200)
        defer {
            close(leak)
            close(high)
        }
        let result = try await shell("for n in /proc/self/fd/*; do echo ${n##*/}; done").run()
        let numbers = result.output.text.split(separator: "\n").compactMap { Int($0) }
        #expect(!numbers.isEmpty)
        #expect(!numbers.contains(Int(high)))
        #expect(numbers.allSatisfy { $0 < 4 })
    }

    @Test("memory files and the status stream stand at the descriptors promised")
    func descriptorsStandWherePromised() async throws {
        var process = shell("cat <&4; cat <&3; echo done >&5")
        process.memoryFiles = [Array("three".utf8), Array("four".utf8)]
        process.capturesStatus = true
        let result = try await process.run()
        #expect(result.output.text == "fourthree")
        #expect(result.status.text == "done\n")
    }

    @Test("it leads a session of its own and starts in its folder")
    func sessionAndFolder() async throws {
        let folder = try TemporaryDirectory()
        var process = shell("pwd -P; cut -d' ' -f1,5,6 /proc/$$/stat")
        process.workingFolder = folder.path
        let lines = try await process.run().output.text.split(separator: "\n")
        try #require(lines.count == 2)
        #expect(lines[0] == folder.url.resolvingSymlinksInPath().path)
        #expect(Set(lines[1].split(separator: " ")).count == 1)
    }

    @Test("joined outputs keep the order in which they were written")
    func outputsAreJoined() async throws {
        var process = shell("echo 1; echo 2 >&2; echo 3")
        process.joinsErrorToOutput = true
        #expect(try await process.run().output.text == "1\n2\n3\n")
    }

    @Test("a flood is capped: head and tail stay, the rest is counted")
    func floodIsCapped() async throws {
        var process = shell("echo first; head -c 3000000 /dev/zero; echo last")
        process.outputLimit = 1000
        let output = try await process.run().output
        #expect(output.total == 3_000_011)
        #expect(output.dropped == 3_000_011 - 1000)
        #expect(output.text.hasPrefix("first\n"))
        #expect(output.text.hasSuffix("last\n"))
    }

    @Test("beyond its time it is killed, with its children, whatever signals it ignores")
    func timeLimitKills() async throws {
        var process = shell(
            "trap '' TERM INT HUP; (trap '' TERM; exec tail -f /dev/null) & echo $!; wait")
        process.timeLimit = .milliseconds(200)
        let result = try await process.run()
        #expect(result.stop == .timeLimit)
        #expect(result.termination == .signalled(9))
        let child = try #require(Int32(result.output.text.prefix { $0.isNumber }))
        #expect(kill(child, 0) != 0 || isZombie(child))
    }

    @Test("a child left behind in the process group is killed and cannot hold up the result")
    func leftBehindChildIsKilled() async throws {
        let result = try await shell("tail -f /dev/null & echo $!").run()
        #expect(result.isSuccess)
        let child = try #require(Int32(result.output.text.prefix { $0.isNumber }))
        #expect(kill(child, 0) != 0 || isZombie(child))
    }

    @Test("cancelling kills and is reported as such")
    func cancellationKills() async throws {
        let folder = try TemporaryDirectory()
        let fifo = "\(folder.path)/started"
        #expect(mkfifo(fifo, 0o600) == 0)
        let process = shell(#"echo $$ >"$1"; exec tail -f /dev/null"#, fifo)
        let task = Task { try await process.run() }
        // Opening a FIFO waits for its writer: the process runs from here on.
        let text = try await BlockingWork.run("test") {
            var buffer = [UInt8](repeating: 0, count: 32)
            let descriptor = open(fifo, O_RDONLY)
            let count = read(descriptor, &buffer, buffer.count)
            close(descriptor)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let child = try #require(Int32(text.prefix { $0.isNumber }))
        #expect(kill(child, 0) != 0)
    }

    @Test("a supervisor's word stops it and is the reason")
    func supervisorStops() async throws {
        struct Impatient: SubprocessSupervisor {
            var interval: Duration { .milliseconds(10) }
            func check(process: Int32) -> String? { "enough" }
            func terminate(process: Int32) -> Bool { false }
        }
        var process = shell("exec tail -f /dev/null")
        process.supervisor = Impatient()
        #expect(try await process.run().stop == .supervisor("enough"))
    }

    @Test("a program that is not there is an error that names it")
    func missingProgram() async throws {
        let error = await #expect(throws: SubprocessError.self) {
            try await Subprocess("/nonexistent/program").run()
        }
        #expect(error?.diagnostic.description.contains("/nonexistent/program") == true)
    }

    @Test("many at once do not wait for one another")
    func manyAtOnce() async throws {
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<24 {
                group.addTask { try await shell("exit \(number)").run().termination.status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == Array(0..<24))
    }

    private func isZombie(_ process: Int32) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return stat.isEmpty || stat.contains(") Z ") || stat.contains(") X ")
    }
}

@Suite struct CapturedOutputTests {
    @Test(
        "whatever the pieces, head, tail and count are those of the whole",
        arguments: [0, 1, 2, 7, 64])
    func piecesDoNotMatter(limit: Int) {
        let whole = (0..<200).map { UInt8($0) }
        for size in [1, 3, 50, 200] {
            var capture = CapturedOutput(limit: limit)
            for start in stride(from: 0, to: whole.count, by: size) {
                capture.append(whole[start..<min(start + size, whole.count)])
            }
            #expect(capture.head == Array(whole.prefix(limit / 2)))
            #expect(capture.tail == Array(whole.suffix(limit - limit / 2)))
            #expect(capture.dropped == 200 - limit)
        }
    }

    @Test("what fits is whole and without a mark")
    func smallOutputIsWhole() {
        var capture = CapturedOutput(limit: 10)
        capture.append(Array("0123456789".utf8))
        #expect(capture.text == "0123456789")
        capture.append([65])
        #expect(capture.text == "01234\n[... 1 bytes dropped ...]\n6789A")
    }
}
