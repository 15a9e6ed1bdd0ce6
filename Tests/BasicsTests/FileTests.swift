import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FileLockTests {
    @Test("a lock that is held is not free, and is free once it is let go")
    func lockExcludes() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/lock"
        let lock = try FileLock.take(path)
        #expect(try FileLock.takeIfFree(path) == nil)
        lock.release()
        #expect(try FileLock.takeIfFree(path) != nil)
    }

    @Test("whoever waits for a lock has it alone")
    func waitersTakeTurns() async throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/lock"
        let counter = "\(folder.path)/counter"
        try folder.write("0", to: "counter")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await BlockingWork.run("test") {
                        let lock = try FileLock.take(path)
                        defer { lock.release() }
                        let text = try String(contentsOfFile: counter, encoding: .utf8)
                        let next = "\((Int(text) ?? 0) + 1)"
                        try next.write(toFile: counter, atomically: false, encoding: .utf8)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try folder.read("counter") == "16")
    }

    @Test("a lock in a folder that is not there is an error that names it")
    func missingFolder() throws {
        // A folder of our own, where nobody else makes any: a well-known name may come to exist.
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/missing/lock"
        let error = #expect(throws: FileError.self) { try FileLock.take(path) }
        #expect(error?.path == path)
    }
}

@Suite struct AtomicFileTests {
    @Test("the file has the bytes and the mode, and nothing is left beside it")
    func writes() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/file"
        try AtomicFile.write(Array("old".utf8), to: path)
        try AtomicFile.write(Array("new".utf8), to: path, mode: 0o600)
        #expect(try folder.read("file") == "new")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test("a symlink is replaced, and what it pointed to stays")
    func replacesLink() throws {
        let folder = try TemporaryDirectory()
        try folder.write("target", to: "target")
        #expect(symlink("target", "\(folder.path)/link") == 0)
        try AtomicFile.write(Array("mine".utf8), to: "\(folder.path)/link")
        #expect(try folder.read("target") == "target")
        #expect(try folder.read("link") == "mine")
    }

    @Test("what cannot be put in place leaves nothing behind")
    func failureLeavesNothing() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x", to: "taken/inside")
        #expect(throws: FileError.self) { try AtomicFile.write([1], to: "\(folder.path)/taken") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
    }
}

@Suite struct BlockingExecutorTests {
    private actor Worker {
        private let executor = BlockingExecutor(label: "test")
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }
        private var total = 0

        /// Waits for the other side of the pipe, as blocking C would.
        func receive(from descriptor: Int32) -> UInt8 {
            var byte: UInt8 = 0
            _ = read(descriptor, &byte, 1)
            total += 1
            return byte
        }
    }

    @Test("workers that block do not keep one another, or the pool, from going on")
    func blockedWorkersDoNotStarveThePool() async throws {
        // More blocked workers than there are cores; each is released by the next, the last by the pool.
        let count = ProcessInfo.processInfo.activeProcessorCount * 4
        let pipes = (0..<count).map { _ in Pipe() }
        let bytes = await withTaskGroup(of: UInt8.self) { group in
            for index in 0..<count {
                group.addTask {
                    let worker = Worker()
                    let byte = await worker.receive(
                        from: pipes[index].fileHandleForReading.fileDescriptor)
                    if index > 0 { pipes[index - 1].fileHandleForWriting.write(Data([byte])) }
                    return byte
                }
            }
            group.addTask {
                pipes[count - 1].fileHandleForWriting.write(Data([7]))
                return 7
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bytes == Array(repeating: 7, count: count + 1))
    }
}
