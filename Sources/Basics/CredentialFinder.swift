/// Knows what credentials look like, so that text can be cleaned of them before it leaves the machine.
package protocol CredentialFinder: Sendable {
    /// What looks like a credential, from left to right, not overlapping; rather too much than too little.
    func credentials(in bytes: [UInt8]) -> [FoundCredential]
}

/// Something in a text that looks like a credential.
package struct FoundCredential: Hashable, Sendable {
    /// Its bytes in the text.
    package var span: Range<Int>
    /// Which credential, as one word.
    package var kind: String

    /// A credential from its parts.
    package init(span: Range<Int>, kind: String) {
        self.span = span
        self.kind = kind
    }
}
