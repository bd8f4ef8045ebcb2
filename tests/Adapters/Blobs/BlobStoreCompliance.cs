using System.Security.Cryptography;
using CsCheck;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

/// <summary>What every blob store does, whatever it stores in.</summary>
public abstract class BlobStoreCompliance
{
    protected static readonly RecordId Owner = new("reg-0123456789abcdefghjkmnpqrs");

    protected abstract IBlobStore Store { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_Content_IsReadBackUnderItsHash()
    {
        var content = "ảnh thẻ"u8.ToArray();

        var name = await Store.PutAsync(Owner, content, Stop);

        name.Should().Be(Convert.ToHexStringLower(SHA256.HashData(content)));
        (await ReadAsync(name)).Should().Equal(content);
    }

    [Fact]
    public async Task Put_AnySize_IsReadBack()
    {
        var random = new Random(20270428);
        foreach (var size in new[] { 0, 1, 4095, 4096, 81_921, 5 * 1024 * 1024 })
        {
            var content = new byte[size];
            random.NextBytes(content);
            (await ReadAsync(await Store.PutAsync(Owner, content, Stop))).Should().Equal(content);
        }
    }

    [Fact]
    public async Task Put_SameContentTwice_IsOneBlob()
    {
        var first = await Store.PutAsync(Owner, "twice"u8.ToArray(), Stop);
        var second = await Store.PutAsync(Owner, "twice"u8.ToArray(), Stop);

        second.Should().Be(first);
        (await ReadAsync(first)).Should().Equal("twice"u8.ToArray());
    }

    [Fact]
    public async Task Put_SameContentAtOnce_IsOneBlob()
    {
        var content = new byte[300_000];
        Array.Fill(content, (byte)7);

        var names = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await Store.PutAsync(Owner, content, Stop), Stop)));

        names.Distinct().Should().ContainSingle();
        (await ReadAsync(names[0])).Should().Equal(content);
    }

    [Fact]
    public async Task Put_OverTheLimit_Throws()
    {
        var put = async () => await Store.PutAsync(Owner, new byte[IBlobStore.MaxBytes + 1], Stop);

        await put.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Open_NeverPut_IsNull() =>
        (await Store.OpenAsync(Owner, Convert.ToHexStringLower(SHA256.HashData("nothing"u8)), Stop)).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../../../../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85/")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\0")]
    public async Task Open_NotAName_IsNull(string name)
    {
        await Store.PutAsync(Owner, Array.Empty<byte>(), Stop);

        (await Store.OpenAsync(Owner, name, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Open_AnyText_NeverThrows() =>
        await Gen.String[0, 80].SampleAsync(async name => (await Store.OpenAsync(Owner, name, Stop)).Should().BeNull(), iter: 200);

    [Fact]
    public async Task Open_OfAnotherOwner_IsNull()
    {
        var name = await Store.PutAsync(Owner, "của An"u8.ToArray(), Stop);

        (await Store.OpenAsync(new RecordId("reg-other"), name, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Erase_RemovesAllOfOneOwner_AndNothingElse()
    {
        // Ids of which one begins with the other, or that look like a way out of a folder.
        RecordId[] others = [new(Owner.Value + "1"), new(Owner.Value[..^1]), new("ext-..")];
        var first = await Store.PutAsync(Owner, "ảnh thẻ"u8.ToArray(), Stop);
        var second = await Store.PutAsync(Owner, "học bạ"u8.ToArray(), Stop);
        foreach (var other in others) await Store.PutAsync(other, "ảnh thẻ"u8.ToArray(), Stop);

        await Store.EraseAsync(Owner, Stop);
        await Store.EraseAsync(Owner, Stop);

        (await ReadAsync(first)).Should().BeNull();
        (await ReadAsync(second)).Should().BeNull();
        foreach (var other in others) (await ReadAsync(first, other)).Should().Equal("ảnh thẻ"u8.ToArray());
        (await ReadAsync(await Store.PutAsync(Owner, "ảnh thẻ"u8.ToArray(), Stop))).Should().Equal("ảnh thẻ"u8.ToArray());
    }

    [Fact]
    public async Task Erase_OfNobody_DoesNothing() => await Store.EraseAsync(new RecordId("reg-nobody"), Stop);

    protected async Task<byte[]?> ReadAsync(string name, RecordId? owner = null)
    {
        await using var stream = await Store.OpenAsync(owner ?? Owner, name, Stop);
        if (stream is null) return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Stop);
        return content.ToArray();
    }
}
