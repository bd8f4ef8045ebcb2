using System.Security.Cryptography;
using System.Text;
using PublicServices.Functions.Hosting.Operate;

namespace PublicServices.Tests.EndToEnd.BadInput;

/// <summary>Files given to the import command.</summary>
public sealed class ImportFuzzTests
{
    private const int Seed = 3;
    private const string Head = """{"format":"public-services-records/1"}""";
    private const string Record = """{"id":"ses-thpt-2027","version":3,"state":{"code":"thpt-2027"},"documents":[{"id":"h/1","body":"e30="}]}""";

    [Fact]
    public async Task A_spoiled_file_is_refused_with_one_clear_line()
    {
        using var folder = new DataFolder();
        var random = new Random(Seed);
        var whole = Encoding.UTF8.GetBytes(Whole(Record));
        for (var i = 0; i < 3; i++)
        {
            var path = folder.File($"spoiled-{i}.jsonl");
            await File.WriteAllBytesAsync(path, i == 0 ? Encoding.UTF8.GetBytes(Whole("""{"id":7}""")) : Mutation.OfBytes(whole, random), TestContext.Current.CancellationToken);
            var (exitCode, output, error) = await ServerProcess.RunAsync(folder.Path, "import", path);
            exitCode.Should().Be(1, output + error);
            error.Trim().Should().NotBeEmpty().And.NotContain("   at ");
        }
    }

    [Fact]
    public async Task Whatever_is_in_a_file_is_read_or_refused()
    {
        using var folder = new DataFolder();
        var random = new Random(Seed);
        var path = folder.File("records.jsonl");
        for (var i = 0; i < 400; i++)
        {
            // A file somebody made on purpose carries the right hash over the wrong content.
            var content = i % 2 == 0
                ? Encoding.UTF8.GetBytes(Whole(Mutation.OfJson(Record, random)))
                : Mutation.OfBytes(Encoding.UTF8.GetBytes(Whole(Record)), random);
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
            try
            {
                await foreach (var (record, _) in RecordFile.ReadAsync(path, TestContext.Current.CancellationToken)) record.Id.Value.Should().NotBeEmpty();
            }
            catch (InvalidDataException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Theory]
    [InlineData("""{"id":"","version":1,"state":{},"documents":[]}""")]
    [InlineData("""{"id":"ses","version":1,"state":{},"documents":[]}""")]
    [InlineData("""{"id":"-x","version":1,"state":{},"documents":[]}""")]
    [InlineData("""{"id":"ses-THPT","version":1,"state":{},"documents":[]}""")]
    [InlineData("""{"id":"ses-x","version":0,"state":{},"documents":[]}""")]
    [InlineData("""{"id":"ses-x","version":-1,"state":null,"documents":[]}""")]
    [InlineData("""{"id":"ses-x","version":1,"state":{},"documents":[{"id":"","body":""}]}""")]
    [InlineData("""{"id":"ses-x","version":1,"state":{},"documents":[{"id":"h/1","body":""},{"id":"h/1","body":""}]}""")]
    public async Task A_record_that_cannot_be_is_refused_with_its_line(string record)
    {
        using var folder = new DataFolder();
        var path = folder.File("records.jsonl");
        await File.WriteAllTextAsync(path, Whole(Record, record), TestContext.Current.CancellationToken);
        var read = async () =>
        {
            await foreach (var _ in RecordFile.ReadAsync(path, TestContext.Current.CancellationToken))
            {
            }
        };
        (await read.Should().ThrowAsync<InvalidDataException>()).WithMessage("Line 3: *");
    }

    private static string Whole(params string[] records)
    {
        var text = string.Concat(records.Prepend(Head).Select(line => line + "\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $$"""{{text}}{"records":{{records.Length}},"sha256":"{{hash}}"}""" + "\n";
    }
}
