import Basics
import Foundation
import HTTPClient
import Snapshots
import TestSupport
import Testing

@testable import Forge

@Suite("Code scanning at GitHub")
struct CodeScanningTests {
    private let commit = ObjectID(hex: String(repeating: "4b", count: 20))

    @Test(
        "gzip reads what is packed, of any size",
        arguments: [0, 1, 65_534, 65_535, 65_536, 200_000])
    func packing(_ size: Int) throws {
        var generator = SplitMix64(seed: UInt64(size))
        let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let folder = try TemporaryDirectory()
        try Data(#require(Gzip.compressed(bytes))).write(to: folder.url.appending(path: "file.gz"))
        let output = try Command.run(["gzip", "--decompress", "file.gz"], in: folder.path)
        #expect(output.status == 0, Comment(rawValue: output.errors))
        #expect(try Array(Data(contentsOf: folder.url.appending(path: "file"))) == bytes)
    }

    @Test("a report goes up packed, with its commit and its reference")
    func upload() async throws {
        let api = ScriptedGitHub()
        api.on("POST repos/o/r/code-scanning/sarifs", json: "{\"id\": \"x\"}")
        let scanning = CodeScanning(
            api: api, repository: GitHubRepositoryName(owner: "o", name: "r"))
        try await scanning.upload(
            sarif: Array("{}".utf8), of: try #require(commit), reference: "refs/pull/2/merge")
        let body = try #require(api.writes.first?.body).text(indented: false)
        #expect(body.contains("\"ref\":\"refs/pull/2/merge\""))
        #expect(body.contains("\"commit_sha\":\"4b4b4b"))
        #expect(api.writes.first?.permissions == [.init("security_events", writes: true)])
    }

    @Test("what cannot be uploaded says what to do")
    func refusals() async throws {
        let api = ScriptedGitHub()
        api.on("POST repos/o/r/code-scanning/sarifs", fails: .forbidden)
        let scanning = CodeScanning(
            api: api, repository: GitHubRepositoryName(owner: "o", name: "r"))
        let commit = try #require(commit)
        let forbidden = await #expect(throws: GitHubError.self) {
            try await scanning.upload(sarif: [1], of: commit, reference: "refs/heads/main")
        }
        #expect(forbidden?.remedy?.contains("security-events: write") == true)
        let large = await #expect(throws: GitHubError.self) {
            try await scanning.upload(
                sarif: Self.noise(CodeScanning.maximumSize), of: commit,
                reference: "refs/heads/main")
        }
        #expect(large?.code == .invalid && api.writes.count == 1)
    }

    /// Bytes that no compression makes fewer: a block is longer than what gzip looks back.
    private static func noise(_ size: Int) -> [UInt8] {
        var generator = SplitMix64(seed: 7)
        let block = (0..<(64 << 10)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return (0...(size / block.count)).flatMap { _ in block }
    }

    @Test(
        "what became of an upload is awaited, for a minute",
        arguments: [
            (#"{"processing_status":"complete"}"#, CodeScanning.Reading.complete, 3),
            (#"{"processing_status":"failed","errors":["bad\u001b"]}"#, .failed(["bad\\u{1b}"]), 3),
            (#"{"processing_status":"pending"}"#, .pending, 60),
        ])
    func reading(answer: String, expected: CodeScanning.Reading, seconds: Int) async throws {
        let api = ScriptedGitHub()
        let place = "repos/o/r/code-scanning/sarifs"
        api.on("POST \(place)", json: #"{"id":"x"}"#)
        api.on("GET \(place)/x", fails: .notFound)
        api.on("GET \(place)/x", json: #"{"processing_status":"pending"}"#)
        api.on("GET \(place)/x", json: answer)
        let clock = HastyClock()
        let scanning = CodeScanning(
            api: api, repository: GitHubRepositoryName(owner: "o", name: "r"), clock: clock)
        let receipt = try await scanning.upload(
            sarif: Array("{}".utf8), of: try #require(commit), reference: "refs/heads/main")
        #expect(try await scanning.reading(of: receipt) == expected)
        #expect(clock.waited == .seconds(seconds))
    }
}
