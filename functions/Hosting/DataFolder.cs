namespace PublicServices.Functions.Hosting;

/// <summary>The one folder the embedded engine keeps everything in.</summary>
internal static class DataFolder
{
    /// <summary><c>Data:Folder</c>; default <c>data</c> in the working directory.</summary>
    public static string Of(IConfiguration configuration) => configuration["Data:Folder"] is { Length: > 0 } folder ? folder : "data";

    /// <summary>Where keys made by the program lie.</summary>
    public static string Keys(string folder) => Path.Combine(folder, "keys");

    /// <summary>Where uploaded files lie.</summary>
    public static string Blobs(string folder) => Path.Combine(folder, "blobs");

    /// <summary>Makes a folder only its owner can read.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
