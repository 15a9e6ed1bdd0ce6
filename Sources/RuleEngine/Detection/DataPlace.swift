internal import Documents
internal import Snapshots

/// A node of structured data by where it is found again.
struct DataPlace: Hashable {
    var format: DataFormat
    /// The number of the document in the file, from 0.
    var document: Int
    /// The one path that leads to it.
    var path: DataPath

    /// The node; nil when the file no longer has it.
    func node(in file: DataDocument) -> DataNode? {
        file.select(path, document: document).first?.node
    }
}
