import Basics
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Policies

@Suite("A policy retriever")
struct PolicyRetrieverTests {
    /// Counts what it is asked; texts are near when they speak of the same of a few things.
    final class WordModel: EmbeddingModel {
        let id: String
        let asked = Mutex<[String]>([])
        private let answer: @Sendable ([String]) throws -> [[Float]]

        init(
            _ id: String = "words",
            answer: @escaping @Sendable ([String]) throws -> [[Float]] = {
                $0.map(WordModel.vector)
            }
        ) {
            self.id = id
            self.answer = answer
        }

        func embed(_ texts: [String]) async throws -> [[Float]] {
            asked.withLock { $0 += texts }
            return try answer(texts)
        }

        static func vector(_ text: String) -> [Float] {
            let things = [["boat", "ship", "vessel"], ["rope", "line"], ["anchor"]]
            return things.map { words in
                words.contains(where: text.lowercased().contains) ? 1 : 0.01
            }
        }
    }

    struct Elsewhere: PassageSource {
        let name = "elsewhere"
        let answer: @Sendable () throws -> [ForeignPassage]
        func passages(for query: String, limit: Int) async throws -> [ForeignPassage] {
            try answer()
        }
    }

    struct Broken: Error {}

    final class Notes: Sendable {
        let all = Mutex<[String]>([])
        var list: [String] { all.withLock { $0 } }
        func add(_ note: String) { all.withLock { $0.append(note) } }
    }

    static func index(_ extra: String = "") throws -> PolicyIndex {
        try PolicyIndex(
            PolicyLibrary(documents: [
                PolicyDocument(
                    parsing: Array(
                        "# A\n## Ships\nEvery vessel has a name.\n## Ropes\nA line is new.\n\(extra)"
                            .utf8),
                    fileName: "a.md"),
                PolicyDocument(
                    parsing: Array("# B\n## Heavy\nThe anchor is black.\nIt is heavy.\n".utf8),
                    fileName: "b.md"),
                CatalogTests.document(),
            ]))
    }

    @Test("what is near in meaning is found without a word in common, and every passage resolves")
    func dense() async throws {
        let retriever = PolicyRetriever(try Self.index(), model: WordModel())
        #expect(
            try await retriever.search("boat", limit: 1, by: .bm25).map(\.section) == [
                ["Mooring", "MO-1 Lines"]
            ])
        let found = try await retriever.search("ship", limit: 10, by: .dense)
        #expect(found.first?.section == ["A", "Ships"])
        #expect(found.map(\.rank) == Array(1...found.count))
        for evidence in found {
            #expect(CitationVerifier.verify(evidence.citation, in: retriever.library) == .resolved)
        }
        #expect(try await retriever.search("", limit: 3, by: .dense).isEmpty)
        #expect(try await retriever.search("ship", limit: 0).isEmpty)
    }

    @Test("vectors are made once for each text, kept, and made for new text alone")
    func incremental() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/evidence.db"
        let first = WordModel()
        let before = PolicyRetriever(
            try Self.index(), model: first, store: try VectorStore(path: path))
        let report = try await before.ingest()
        #expect(report.documents.map(\.id) == ["a", "b", "harbour"])
        #expect(report.documents.allSatisfy { $0.added == $0.passages })
        #expect(report.embedded == first.asked.withLock { $0.count })
        _ = try await before.search("ship", limit: 3)
        _ = try await before.search("ship", limit: 3)
        #expect(first.asked.withLock { $0.count } == report.embedded + 1)

        let second = WordModel()
        let after = PolicyRetriever(
            try Self.index("## New\nMore.\n"), model: second, store: try VectorStore(path: path))
        let next = try await after.ingest()
        #expect(second.asked.withLock { $0 } == ["A. New\n## New\nMore."])
        #expect(next.embedded == 1)
        #expect(next.documents.map(\.isChanged) == [true, false, false])
        let gone = try await PolicyRetriever(
            try Self.index(), model: second, store: try VectorStore(path: path)
        ).ingest()
        #expect(gone.documents.first?.gone == 1)
        #expect(gone.forgotten == 1)
        #expect(gone.embedded == 0)
        let other = WordModel("another")
        _ = try await PolicyRetriever(
            try Self.index(), model: other, store: try VectorStore(path: path)
        ).search("ship", limit: 1)
        #expect(other.asked.withLock { $0.count } > 1)
    }

    @Test("a model that fails is said once, and words decide")
    func failingModel() async throws {
        let notes = Notes()
        let model = WordModel { _ in throw Broken() }
        let retriever = PolicyRetriever(
            try Self.index(), model: model,
            elsewhere: Elsewhere { throw Broken() }, note: notes.add)
        let words = try await retriever.search("anchor", limit: 3, by: .bm25)
        #expect(try await retriever.search("anchor", limit: 3) == words)
        #expect(try await retriever.search("anchor", limit: 3) == words)
        #expect(notes.list.count == 2)
        await #expect(throws: Broken.self) {
            try await retriever.search("anchor", limit: 3, by: .dense)
        }
    }

    @Test("without a model a search by meaning is the user's mistake")
    func noModel() async throws {
        let retriever = PolicyRetriever(try Self.index())
        let error = await #expect(throws: PolicyError.self) {
            try await retriever.search("anchor", limit: 3, by: .dense)
        }
        #expect(error?.diagnostic.kind == .usage)
        #expect(!retriever.goesByMeaning)
        #expect(
            try await retriever.search("anchor", limit: 3)
                == retriever.search("anchor", limit: 3, by: .bm25))
    }

    @Test(
        "an answer that is no vector of numbers for each text is refused",
        arguments: [[], [[1], [1, 2]], [[.nan]], [[.infinity]], [[]]] as [[[Float]]])
    func badVectors(answer: [[Float]]) async throws {
        let retriever = PolicyRetriever(try Self.index(), model: WordModel { _ in answer })
        let error = await #expect(throws: PolicyError.self) {
            try await retriever.search("anchor", limit: 3, by: .dense)
        }
        #expect(error?.code == .badVectors)
    }

    @Test(
        "what a search elsewhere returns counts only when it stands in the document word for word")
    func elsewhere() async throws {
        func found(_ passages: [ForeignPassage]) async throws -> [[String]] {
            try await PolicyRetriever(try Self.index(), elsewhere: Elsewhere { passages })
                .search("zebra", limit: 9).map(\.section)
        }
        #expect(
            try await found([ForeignPassage(fileName: "b.md", text: "anchor  is\nblack.")]) == [
                ["B", "Heavy"]
            ])
        #expect(
            try await found([
                ForeignPassage(
                    fileName: "files/a.md", text: "vessel has a name.\n## Ropes\nA line is new."),
                ForeignPassage(fileName: "b.md", text: "It is heavy."),
                ForeignPassage(fileName: "b.md", text: "The anchor"),
            ]) == [["A", "Ropes"], ["B", "Heavy"]])
        #expect(
            try await found([
                ForeignPassage(
                    fileName: "harbour.json", text: "\"prose\": \"A spare line lies ready.\"")
            ])
                == [["Mooring", "MO-1 Lines", "MO-1(1) Spare lines"]])
        for lie in [
            ("b.md", "The anchor is white."), ("a.md", "The anchor is black."), ("c.md", "x"),
            ("b.md", ""), ("", "x"),
        ] {
            #expect(try await found([ForeignPassage(fileName: lie.0, text: lie.1)]) == [])
        }
    }

    @Test(
        "texts are cut at lines, then at spaces, then anywhere, and nothing is lost",
        arguments: 0..<6)
    func pieces(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let words = [
            "anchor", "ünïcode", String(repeating: "x", count: 2000), "🙂", "a", "\n", "\n\n",
        ]
        let text = (0..<300).map { _ in words.randomElement(using: &random) ?? "" }.joined(
            separator: " ")
        let document = try PolicyDocument(parsing: Array("# T\n\(text)\n".utf8), fileName: "t.md")
        for chunk in PolicyChunk.chunks(of: document) {
            let pieces = PassagePieces.pieces(of: chunk).map {
                $0.split(separator: "\n").dropFirst().joined(separator: "\n")
            }
            #expect(pieces.allSatisfy { $0.utf8.count <= PassagePieces.maximumBytes })
            func dense(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }
            #expect(dense(pieces.joined()) == dense(chunk.text))
        }
    }

    @Test(
        "passages cover the words of a document without overlap, whatever it holds",
        arguments: 0..<6)
    func coverage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let lines = ["# H", "## S", "text", "", "```", "###### Deep", "more text", "- item"]
        let text = (0..<400).map { _ in lines.randomElement(using: &random) ?? "" }.joined(
            separator: "\n")
        let document = try PolicyDocument(parsing: Array(text.utf8), fileName: "t.md")
        let chunks = PolicyChunk.chunks(of: document)
        var next = 1
        for chunk in chunks {
            #expect(chunk.lines.lowerBound >= next)
            #expect((next..<chunk.lines.lowerBound).allSatisfy(document.lines.isBlank))
            next = chunk.lines.upperBound + 1
        }
        #expect((next..<(document.lineCount + 1)).allSatisfy(document.lines.isBlank))
    }
}
