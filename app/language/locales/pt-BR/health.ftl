# Se o programa faz seu trabalho, e quão bem. $shown é o que se escreve de $count.

health-title = Saúde
health-loading = Consultando cada parte…
health-outdated = O relatório abaixo não está atualizado. { $error }
health-for-programs = Para programas: | e |; a API HTTP inteira: |.

# O veredito e as verificações.
health-verdict = Veredito
health-live = ativo
health-not-live = não ativo
health-ready = pronto
health-not-ready = não pronto
health-archive-stopped = O acervo não recebe alterações: reinicie o programa e veja o motivo no log.
health-all-well = As alterações são capturadas, arquivadas e exibidas.
health-parts-dead = { $count ->
    [one] Uma parte não faz seu trabalho.
   *[other] { $count } partes não fazem seu trabalho.
}
health-since = desde
health-lasting = , há { $duration }
health-checks = Verificações
health-column-part = Parte
health-column-state = Estado
health-column-detail = Detalhe
health-state-ok = ok
health-state-retrying = tentando de novo
health-state-failing = falhando

# Os números.
health-fact-version = versão
health-fact-running-for = em execução há
health-fact-source = origem
health-fact-tables = tabelas
health-fact-open-shards = shards abertos
health-fact-changes = alterações
health-fact-items = itens
health-fact-gaps = lacunas
health-fact-archive-on-disk = acervo em disco
health-fact-per-change = por alteração
health-fact-lag = atraso
health-fact-stream-reads = leituras do stream
health-fact-last-archived = último arquivamento
health-nothing-yet = nenhum ainda
health-lag-unknown = ainda desconhecido
health-reads = { $reads } por mês neste ritmo, { $price } aos preços de us-east-1
health-reads-free = grátis

# Os streams.
health-streams = Streams
health-no-table = Nenhuma tabela é acompanhada.
health-column-table = Tabela
health-column-shards = Shards
health-column-behind = Atraso
health-column-caught-up-at = Em dia até
health-column-last-error = Último erro
health-shards-failing = { $count ->
   *[other] { $shown } falhando
}
health-shards-reading = { $count ->
   *[other] { $shown } em leitura
}
health-shards-waiting = { $count ->
   *[other] { $shown } aguardando
}
health-shards-drained = { $count ->
    [one] { $shown } esgotado
   *[other] { $shown } esgotados
}
health-stream-off = o stream está desligado
health-table-gone = a tabela não existe mais
health-no-shard-yet = nenhum conhecido ainda
health-caught-up = em dia
