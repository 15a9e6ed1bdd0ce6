import Basics
import Foundation
import TestSupport
import Testing

@Suite struct LogTests {
    let folder: TemporaryDirectory
    let file: FileHandle

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("", to: "log")
        file = try FileHandle(forUpdating: folder.url.appending(path: "log"))
    }

    func log(_ form: Log.Form, _ level: Log.Level = .info) -> Log {
        Log(
            form, level: level, to: file.fileDescriptor,
            redact: { $0.replacing("s3cret", with: "[redacted]") }, now: { 1_700_000_000_123 })
    }

    @Test("a line is one JSON object with the run, escaped and without secrets")
    func json() async throws {
        await LogContext(run: 7, job: 3, repository: "o/s3cret").during {
            log(.json).warning(
                "It \"failed\"\nwith s3cret",
                [
                    "b": .int(2), "a": .array(["s3cret\u{1b}"]), "run": .int(9),
                    "level": "debug",
                ])
        }
        log(.json).debug("Not written")
        #expect(
            try folder.read("log")
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"warning","message":"It \"failed\"\nwith [redacted]","run":7,"job":3,"repository":"o/[redacted]","a":["[redacted]\u001b"],"b":2}"#
                + "\n")
    }

    @Test("a line for people stays one line")
    func text() throws {
        log(.text, .debug).debug("Two\nlines", ["key": "v\u{1b}[31m"])
        #expect(
            try folder.read("log")
                == "2023-11-14T22:13:20.123Z debug: Two\\u{a}lines (key=v\\u{1b}[31m)\n")
    }

    @Test("moments before 1970 and in leap years are written as what they are")
    func time() {
        #expect(UTCTime.text(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(UTCTime.text(milliseconds: 1_709_164_800_000) == "2024-02-29T00:00:00.000Z")
    }
}
