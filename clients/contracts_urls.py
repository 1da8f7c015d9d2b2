"""Contracts, their papers, and the page on which a client signs."""

from django.urls import path

from clients.views import contract_deeds as deeds
from clients.views import contract_page, contract_papers, contracts, renewals, signing

contract_urls = [
    path("contracts/", contracts.ContractList.as_view(), name="list"),
    path("contracts/renewals/", renewals.RenewalList.as_view(), name="renewals"),
    path("contracts/calendar.ics", renewals.AllDates.as_view(), name="calendar"),
    path("contracts/templates/", contract_papers.TemplateList.as_view(), name="templates"),
    path("contracts/templates/new/", contract_papers.KeepTemplate.as_view(), name="keep_template"),
    path("contracts/templates/<int:pk>/file/", contract_papers.TemplateFile.as_view(), name="template_file"),
    path("contracts/templates/<int:pk>/retire/", contract_papers.RetireTemplate.as_view(), name="retire_template"),
    path("clients/<str:code>/contracts/new/", contracts.PrepareContract.as_view(), name="create"),
    path("contracts/<int:pk>/", contract_page.ContractPage.as_view(), name="detail"),
    path("contracts/<int:pk>/calendar.ics", renewals.OneDate.as_view(), name="date"),
    path("contracts/<int:pk>/edit/", contracts.ChangeContract.as_view(), name="edit"),
    path("contracts/<int:pk>/sign/", contracts.SignContract.as_view(), name="sign"),
    path("contracts/<int:pk>/terminate/", contracts.TerminateContract.as_view(), name="terminate"),
    path("contracts/<int:pk>/renew/", deeds.Renew.as_view(), name="renew"),
    path("contracts/<int:pk>/amend/", deeds.Amend.as_view(), name="amend"),
    path("contracts/<int:pk>/index/", deeds.AgreeIndexation.as_view(), name="index"),
    path("contracts/<int:pk>/note/", deeds.WriteNote.as_view(), name="note"),
    path("contracts/<int:pk>/copy/", deeds.KeepCopy.as_view(), name="copy"),
    path("contracts/<int:pk>/ask/", deeds.AskApproval.as_view(), name="ask"),
    path("contracts/<int:pk>/prepare/", contract_papers.PrepareDocument.as_view(), name="prepare"),
    path("contracts/<int:pk>/take/", contract_papers.TakeDocument.as_view(), name="take"),
    path("contracts/<int:pk>/compare/", contract_papers.Compare.as_view(), name="compare"),
    path("contracts/approvals/<int:pk>/approve/", deeds.Approve.as_view(), name="approve"),
    path("contracts/approvals/<int:pk>/refuse/", deeds.Refuse.as_view(), name="refuse"),
    path("contracts/indexations/<int:pk>/drop/", deeds.DropIndexation.as_view(), name="drop_index"),
    path("contracts/documents/<int:pk>/send/", contract_papers.Send.as_view(), name="send"),
    path("contracts/documents/<int:pk>/docx/", contract_papers.DocumentFile.as_view(kind="docx"), name="docx"),
    path("contracts/documents/<int:pk>/pdf/", contract_papers.DocumentFile.as_view(kind="pdf"), name="pdf"),
    path("contracts/links/<int:pk>/withdraw/", contract_papers.Withdraw.as_view(), name="withdraw"),
    path("contracts/copies/<int:pk>/", contract_papers.CopyFile.as_view(), name="signed_copy"),
]
signing_urls = [
    path("sign/<str:token>/", signing.Sign.as_view(), name="sign"),
    path("sign/<str:token>/document/", signing.SignedPaper.as_view(), name="document"),
]
