namespace PublicServices.Infra.Disk;

/// <summary>Files that are there whole or not at all, and stay there through a power cut.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside the place, syncs, renames and syncs the folder. Readable by the owner only.</summary>
    /// <param name="path">The place; what is there already is replaced.</param>
    /// <param name="unfinished">A name on the same disk that nobody else uses.</param>
    /// <param name="content">All of it.</param>
    public static void Write(string path, string unfinished, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        DurableFolder.Create(folder);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(unfinished, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        DurableFolder.Sync(folder);
    }
}
