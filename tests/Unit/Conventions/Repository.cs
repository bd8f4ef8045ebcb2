namespace PublicServices.Tests.Unit.Conventions;

/// <summary>The files that conventions are about, and the assemblies made from them.</summary>
internal static class Repository
{
    public static readonly string Root = Find(AppContext.BaseDirectory);

    /// <summary>C# files below a folder of the repository, without what builds leave behind; paths from the root with slashes.</summary>
    public static IEnumerable<string> Sources(params IEnumerable<string> folders) =>
        folders.SelectMany(folder => Files(Path.Combine(Root, folder), "*.cs")).Select(Relative);

    public static IEnumerable<string> Projects() => Files(Root, "*.csproj").Select(Relative);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>An assembly of the product beside this test.</summary>
    public static string Assembly(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, pattern)) yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (Path.GetFileName(inner) is "bin" or "obj" or "artifacts" or "node_modules" or ".git") continue;
            foreach (var file in Files(inner, pattern)) yield return file;
        }
    }

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "PublicServices.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run inside the repository."));
}
