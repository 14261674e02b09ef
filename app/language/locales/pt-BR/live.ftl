# As alterações que chegam, todas ou as de uma consulta. $shown é o que se escreve de $count.

live-heading = Alterações ao vivo
live-loading = Carregando as alterações mais recentes…

# A barra acima da lista.
live-state-offline = Sem conexão
live-state-paused = Pausado
live-state-live = Ao vivo
live-state-starting = Iniciando
live-pause = pausar a lista
live-go-on = retomar a lista
live-space = Espaço
live-space-does = Espaço: { $action }
live-offer-pause = Pausar a lista
live-offer-go-on = Retomar a lista
live-offer-clear = Limpar a lista
live-clear = Limpar
live-clear-title = c: tirar da lista o que está aqui; o acervo o guarda

# A faixa.
live-activity = Atividade
live-activity-told = Nos últimos { $seconds } segundos: inserções: { $inserted }, modificações: { $modified }, remoções: { $removed }
live-last-change = última alteração
live-no-last-change = nenhuma

# A lista.
live-list = Alterações, da mais recente à mais antiga
live-column-time = Hora
live-column-what = O que aconteceu
live-column-table = Tabela
live-column-item = Item
live-column-change = Alteração
live-column-size = Tamanho
live-paused = Pausado
live-paused-replaced = Pausado · o acervo foi substituído
live-paused-countless = Pausado · novas demais para contar
live-paused-new = { $count ->
    [one] Pausado · { $shown } nova
   *[other] Pausado · { $shown } novas
}
live-paused-more = { $count ->
    [one] Pausado · mais de { $shown } nova
   *[other] Pausado · mais de { $shown } novas
}
live-new-changes = { $count ->
    [one] { $shown } nova alteração
   *[other] { $shown } novas alterações
}
live-cleared = A lista foi limpa.
live-cleared-all = A lista foi limpa; o que for novo aparecerá aqui sozinho.
live-show-cleared = { $count ->
    [one] Mostrar de novo { $shown } alteração mais antiga
   *[other] Mostrar de novo as { $shown } alterações mais antigas
}
live-loading-older = Carregando alterações mais antigas…
live-newest-listed = { $count ->
    [one] A alteração mais recente está listada aqui.
   *[other] As { $shown } alterações mais recentes estão listadas aqui.
}
live-older-in-search = A busca continua com o que é mais antigo
live-nothing-older = Não há nada mais antigo no acervo.

# A alteração que está sendo vista.
live-the-change = A alteração
live-close = Fechar (Esc)

# A lista enquanto está vazia.
live-no-match = Nada corresponde ainda
live-no-match-hint = Nenhuma alteração arquivada corresponde à consulta. A próxima que corresponder aparecerá aqui sozinha.
live-show-everything = Mostrar todas as alterações
live-empty = Nenhuma alteração foi arquivada ainda
live-empty-hint = Assim que um item for gravado em uma tabela com o stream ligado, sua alteração aparecerá aqui sozinha. |Grave um item| com o formulário, veja |as tabelas| para saber quais streams estão ligados, ou grave por um terminal. |A demonstração| mostra passo a passo como uma alteração chega aqui.
live-copy-command = Copiar o comando

# O que está atrasado, e por que nada chega. Um motivo fica dentro de live-not-connected.
live-catching-up = Recuperando o atraso: ainda faltam chegar aqui { $count } alterações arquivadas.
live-behind = Atraso de { $lag }: os streams estão sendo lidos tão rápido quanto entregam o que têm.
live-not-connected = Sem conexão: { $reason }.
live-trying-now = Tentando de novo agora.
live-trying-in = Nova tentativa em { $seconds } s.
live-not-missed = O que chegar nesse meio-tempo não será perdido.
live-try-now = Tentar agora
live-lost-address = o servidor recusa páginas deste endereço
live-lost-full = já há tantos feeds abertos quantos o servidor permite
live-lost-unreached = o que está entre esta página e o servidor não o alcança
live-lost-barred = o que está entre esta página e o servidor não deixa passar websockets
live-lost-offline = este dispositivo está offline
live-lost-stopping = o servidor está parando
live-lost-no-answer = o servidor não responde
live-lost-refused = o servidor recusou a conexão
live-lost-code = a conexão foi encerrada com o código { $code }
live-lost-requests = esta página pediu demais do servidor
live-lost-no-sign = esta página não deu sinal de vida
live-lost-archive = o servidor não conseguiu ler o acervo
live-lost-silent = o servidor ficou em silêncio
live-lost-unreadable = o servidor disse algo que esta página não entende
live-lost-not-allowed = o navegador não permite a conexão
