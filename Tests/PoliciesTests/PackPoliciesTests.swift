import Foundation
import Testing

@testable import Policies

@Suite("The policy documents of the packs")
struct PackPoliciesTests {
    private static let rules = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "rules")

    @Test("they load together, pass the checks, and every passage found in them can be cited")
    func packs() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.rules.path).sorted()
            .map { Self.rules.appending(path: $0 + "/policies").path }
            .filter { FileManager.default.fileExists(atPath: $0) }
        let library = try PolicyLibrary.load(folders: folders)
        #expect(!library.documents.isEmpty)
        #expect(PolicyLint.problems(in: library.documents) == [])
        let index = try PolicyIndex(library)
        for document in library.documents {
            let found = try index.ragSearch(query: document.id + " " + document.title, limit: 5)
            #expect(found.first?.documentID == document.id)
            for evidence in found {
                #expect(CitationVerifier.verify(evidence.citation, in: library) == .resolved)
            }
        }
    }
}
