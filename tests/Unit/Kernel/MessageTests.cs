using System.Text;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class MessageTests
{
    private static readonly Contract<FeeWithdrawnV1> Contract = PaymentContracts.FeeWithdrawn;
    private static readonly FeeWithdrawnV1 Payload = new(new RecordId("pay-reg-a"), new RecordId("reg-a"), "withdrawn");

    private static Message Written => Contract.Write("m-1", new RecordId("reg-a"), DateTimeOffset.UnixEpoch, "c-1", Payload);

    [Fact]
    public void Read_InTheProcessThatWroteIt_IsWhatWasWritten() => Contract.Read(Written).Should().BeSameAs(Payload);

    [Fact]
    public void Read_OutOfAStore_ReadsTheBytesOnceForAll()
    {
        var message = Written.AsStored();
        var first = Contract.Read(message);
        first.Should().Be(Payload).And.NotBeSameAs(Payload);
        Contract.Read(message).Should().BeSameAs(first);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    public void Read_NotOfItsContract_IsParked(string data)
    {
        var message = new Message("m-1", Contract.Type, new RecordId("reg-a"), DateTimeOffset.UnixEpoch, "c-1", Encoding.UTF8.GetBytes(data));
        var read = () => Contract.Read(message);
        read.Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("message-malformed");
    }
}
