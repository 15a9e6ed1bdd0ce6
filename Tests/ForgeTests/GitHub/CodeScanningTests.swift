import Basics
import Foundation
import HTTPClient
import Snapshots
import TestSupport
import Testing

@testable import Forge

@Suite("Uploading to code scanning")
struct CodeScanningTests {
    private let github = ScriptedGitHub()
    private let commit: ObjectID
    private let upload: CodeScanningUpload
    private let clock = HastyClock()
    private static let place = "repos/acme/a/code-scanning/sarifs"

    init() throws {
        commit = try #require(ObjectID(hex: String(repeating: "a", count: 40)))
        upload = CodeScanningUpload(
            api: github, repository: .init(owner: "acme", name: "a"), clock: clock)
        github.on("POST \(Self.place)", json: #"{"id":"u1"}"#)
    }

    @Test("the log arrives as gzip in base64, and its reading is awaited")
    func complete() async throws {
        github.on("GET \(Self.place)/u1", fails: .notFound)
        github.on("GET \(Self.place)/u1", json: #"{"processing_status":"pending"}"#)
        github.on("GET \(Self.place)/u1", json: #"{"processing_status":"complete"}"#)
        let sarif = String(repeating: #"{"version":"2.1.0"}"#, count: 200)
        #expect(
            try await upload.upload(sarif, of: commit, reference: "refs/pull/3/head") == .complete)
        let sent = body(of: github.writes[0])
        #expect(sent["commit_sha"] as? String == commit.description)
        let packed = try #require(Data(base64Encoded: sent["sarif"] as? String ?? ""))
        let unpacked = try Command.run(["gzip", "-dc"], in: "/", input: Array(packed))
        #expect(unpacked.status == 0 && unpacked.text == sarif)
    }

    @Test("what GitHub says of a log that it cannot use is kept")
    func failed() async throws {
        github.on(
            "GET \(Self.place)/u1", json: #"{"processing_status":"failed","errors":["bad\u001b"]}"#)
        #expect(
            try await upload.upload("{}", of: commit, reference: "refs/heads/main")
                == .failed(["bad\\u{1b}"]))
    }

    @Test("the wait has an end")
    func pending() async throws {
        github.on("GET \(Self.place)/u1", json: #"{"processing_status":"pending"}"#)
        #expect(try await upload.upload("{}", of: commit, reference: "refs/heads/main") == .pending)
        #expect(clock.waited == .seconds(60))
    }

    @Test("where code scanning is off that is an answer")
    func unavailable() async throws {
        let other = ScriptedGitHub()
        other.on("POST \(Self.place)", fails: .forbidden)
        let upload = CodeScanningUpload(api: other, repository: .init(owner: "acme", name: "a"))
        guard
            case .unavailable = try await upload.upload(
                "{}", of: commit, reference: "refs/heads/main")
        else {
            Issue.record("it is unavailable")
            return
        }
    }

    @Test("a log that is too large, or of no reference, is not sent")
    func refused() async throws {
        var random = SplitMix64(seed: 1)
        let noise = Data((0..<(64 << 10)).map { _ in UInt8.random(in: 0...255, using: &random) })
        // A block is longer than what gzip looks back, so repeating it does not make it smaller.
        let text = String(repeating: noise.base64EncodedString(), count: 176)
        guard
            case .tooLarge = try await upload.upload(text, of: commit, reference: "refs/heads/main")
        else {
            Issue.record("it is too large")
            return
        }
        await #expect(throws: GitHubError.self) {
            try await upload.upload("{}", of: commit, reference: "main")
        }
        #expect(github.requests.isEmpty)
    }

    @Test("the same bytes are packed the same, also none")
    func gzip() throws {
        let bytes = Array("abcabcabc".utf8)
        #expect(Gzip.compressed(bytes) == Gzip.compressed(bytes))
        #expect(try #require(Gzip.compressed([])).count == 20)
        #expect(Gzip.compressed(bytes)?.prefix(3) == [0x1f, 0x8b, 8])
    }
}
