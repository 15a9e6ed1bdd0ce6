package import Basics

/// Finds GitHub's classic tokens and nothing else: a credential finder for tests of those who only pass one on.
package struct TokenFinder: CredentialFinder {
    /// A finder.
    package init() {}

    package func credentials(in bytes: [UInt8]) -> [FoundCredential] {
        let prefix = Array("ghp_".utf8)
        var found: [FoundCredential] = []
        var index = 0
        while index + prefix.count <= bytes.count {
            guard bytes[index..<index + prefix.count].elementsEqual(prefix) else {
                index += 1
                continue
            }
            let end = bytes[(index + prefix.count)...].firstIndex { byte in
                !(UInt8(ascii: "0")...UInt8(ascii: "z")).contains(byte)
            }
            found.append(.init(span: index..<(end ?? bytes.count), kind: "github"))
            index = end ?? bytes.count
        }
        return found
    }
}
