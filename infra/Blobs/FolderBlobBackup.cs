using System.Security.Cryptography;

namespace PublicServices.Infra.Blobs;

/// <summary>Copies the files of a <see cref="FolderBlobStore"/> while it is in use: a file there never changes, and one that goes meanwhile need not be copied.</summary>
public static class FolderBlobBackup
{
    /// <summary>Copies every file that still is what its name says.</summary>
    /// <param name="from">The store's folder; need not exist.</param>
    /// <param name="to">A folder that is made, in the same layout. The copies are not yet durable when this returns.</param>
    /// <param name="copied">Told the bytes of each file.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>Files that are damaged on disk and were left out.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static IReadOnlyList<string> Copy(string from, string to, Action<long> copied, CancellationToken cancellationToken)
    {
        var damaged = new List<string>();
        foreach (var path in FilesIn(from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            if (!FolderBlobStore.IsName(name)) continue;
            try
            {
                if (HashOf(path, out var bytes) != name)
                {
                    damaged.Add(path);
                    continue;
                }

                var place = Path.Combine(to, Path.GetRelativePath(from, path));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Copy(path, place);
                copied(bytes);
            }
            catch (Exception e) when (IsGone(e) && !File.Exists(path))
            {
                // Erased since it was listed.
            }
        }

        return damaged;
    }

    private static IEnumerable<string> FilesIn(string folder)
    {
        string[] files, folders;
        try
        {
            (files, folders) = (Directory.GetFiles(folder), Directory.GetDirectories(folder));
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }

        return files.Concat(folders.SelectMany(FilesIn));
    }

    private static bool IsGone(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;

    private static string HashOf(string path, out long bytes)
    {
        using var content = File.OpenRead(path);
        bytes = content.Length;
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
