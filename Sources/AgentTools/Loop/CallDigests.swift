package import Basics

/// A call by its digests: enough to tell later whether it was this one, without the words.
package struct CallDigests: Sendable, Hashable {
    package var call: String
    package var tool: String
    /// Why it failed; nil when it did its work.
    package var error: ToolError.Code?
    /// Over the arguments as the brain sent them.
    package var arguments: Digest
    /// Over the answer as the brain got it, and its bytes.
    package var result: Digest
    package var bytes: Int
}
