import Basics

/// The folder of all state.
enum HomeFolder {
    /// Makes it where it is missing, for its owner alone.
    static func make(_ path: String) throws {
        do throws(FileError) {
            try PrivateFolder.make(path)
        } catch {
            throw Diagnostic(
                .incomplete, "make the folder of complybot's state", on: path,
                because: error.reason,
                remedy: "set COMPLYBOT_HOME to a folder that can be written")
        }
    }
}
